"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** Draws its content when it comes near the window, so that what nobody looks at is not loaded. Keeps its place until then. */
export function WhenSeen({ height, children }: { height: number; children: () => ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setIsSeen(true);
      },
      { rootMargin: "200px" },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} style={{ minHeight: height }}>
      {isSeen ? children() : null}
    </div>
  );
}
