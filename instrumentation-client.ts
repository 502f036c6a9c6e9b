/*
 * 2026-11-28 · Next runs this before it starts React, in a task of its own (lib/server/front/scripts-after-paint.ts). With React's
 * modules made here a page starts in two tasks of 10 ms of CPU, where it was one of 21: on a phone, a quarter as fast, none of them is long.
 */
import "react-dom/client";
