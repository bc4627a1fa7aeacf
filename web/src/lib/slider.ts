/** Where a moment lies on a slider from `from` to `to`, in per cent, kept within the track. */
export function sharePercent(at: number, from: number, to: number): number {
  if (to <= from) return 100;
  return Math.min(100, Math.max(0, (100 * (at - from)) / (to - from)));
}

/** The address for a minute: `at` set, or taken away for live; everything else is kept, paging is not. */
export function addressAt(path: string, search: string, at: string | null): string {
  const query = new URLSearchParams(search);
  query.delete("after");
  query.delete("before");
  if (at === null) query.delete("at");
  else query.set("at", at);
  const rest = query.toString().replaceAll("%3A", ":");
  return rest === "" ? path : `${path}?${rest}`;
}
