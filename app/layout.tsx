import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { QueryProvider } from "@/components/shell/query-provider";
import { parseTheme } from "./_page/theme";
import "./globals.css";

const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--font-inter",
  display: "swap",
});
const plexMono = localFont({
  src: "../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2",
  weight: "400",
  variable: "--font-plex-mono",
  display: "swap",
});

export const metadata: Metadata = {
  title: { default: "Interchain Security Explorer", template: "%s · Interchain Security Explorer" },
  description: "Who secures which consumer chain, whether that is really happening right now, and what follows.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

/** The theme a reader chose is a cookie, so the first byte already has it. Without one the system's choice holds. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get("theme")?.value);
  return (
    <html
      lang="en"
      className={`${inter.variable} ${plexMono.variable}`}
      {...(theme === undefined ? {} : { "data-theme": theme })}
    >
      <body>
        <QueryProvider>{children}</QueryProvider>
      </body>
    </html>
  );
}
