/** A small horizontal bar drawn on the server: `share` of the whole as decimal text, e.g. "0.4". Its figure stands beside it. */
export function Sparkbar({ share, width = 72 }: { share: string; width?: number }) {
  const part = Math.min(1, Math.max(0, Number(share)));
  return (
    <svg aria-hidden="true" width={width} height="8" className="inline-block align-baseline" focusable="false">
      <rect width={width} height="8" rx="2" className="fill-line" />
      <rect width={Math.round(part * width * 10) / 10} height="8" rx="2" className="fill-muted" />
    </svg>
  );
}
