"use client";

import { useState } from "react";
import { useIsBrowser } from "@/components/ui/clock";

const YEAR_S = 31_536_000;

/** Light or dark. The cookie lets the server draw the chosen theme from the first byte, so nothing flashes. */
export function ThemeToggle({ theme }: { theme: "light" | "dark" | undefined }) {
  const isBrowser = useIsBrowser();
  const [chosen, setChosen] = useState(theme);
  if (!isBrowser) return <span className="inline-block h-6 w-14" />;
  const isDark = chosen === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : chosen === "dark";
  const other = isDark ? "light" : "dark";
  const switchTheme = () => {
    document.documentElement.dataset.theme = other;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari of 2025
    document.cookie = `theme=${other}; path=/; max-age=${YEAR_S}; samesite=lax`;
    setChosen(other);
  };
  return (
    <button
      type="button"
      onClick={switchTheme}
      className="no-print inline-block h-6 w-14 whitespace-nowrap text-start text-muted hover:text-text"
      aria-label={`Use the ${other} theme`}
    >
      <span aria-hidden="true">◐ {other}</span>
    </button>
  );
}
