export type Theme = "light" | "dark";

/** The cookie's text as a theme; anything else is no choice. */
export function parseTheme(text: string | undefined): Theme | undefined {
  return text === "light" || text === "dark" ? text : undefined;
}
