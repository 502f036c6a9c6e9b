/** Holds the place of something that is being fetched, in its own size, so that nothing jumps. */
export function Skeleton({ height, what }: { height: number; what: string }) {
  return (
    <div role="status" style={{ height }} className="w-full rounded-md bg-surface-2 p-2 text-muted">
      Loading {what}…
    </div>
  );
}
