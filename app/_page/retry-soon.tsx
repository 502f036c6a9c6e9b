"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const RETRY_MS = 3_000;

/** Asks for the page again every few seconds. */
export function RetrySoon() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), RETRY_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
