import type { ReactNode } from "react";
import { prerender } from "react-dom/static";
import { QueryProvider } from "@/components/shell/query-provider";

/** What Next hands to a page and to its `generateMetadata`. */
export interface Props {
  readonly params: Promise<never>;
  readonly searchParams: Promise<never>;
}
type Page = (props: Props) => Promise<ReactNode>;

/** A page's HTML as the server sends it, all of its parts awaited; without the scripts that Next adds. */
export async function drawHtml(page: Page, params: object, search: Record<string, string>): Promise<string> {
  const node = await page({ params: Promise.resolve(params as never), searchParams: Promise.resolve(search as never) });
  const faults: unknown[] = [];
  const { prelude } = await prerender(<QueryProvider>{node}</QueryProvider>, {
    onError: (error) => void faults.push(error),
  });
  const html = await new Response(prelude as ReadableStream).text();
  if (faults.length > 0) throw faults[0];
  return html;
}
