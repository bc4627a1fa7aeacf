/** One day of the epidemic curve. */
export interface CurveDay {
  /** Civil date, `2021-12-06`. */
  date: string;
  /** Cases found outside control. */
  community: number;
  /** Cases found among people already under control. */
  controlled: number;
  /** Whether reports for the day are still coming in. */
  late?: boolean;
}

/** What `<ht-curve>` reads. */
export interface CurveData {
  by: "onset" | "report";
  days: CurveDay[];
  /** The same days counted the other way, where the server has them. */
  by_onset?: CurveDay[];
  by_report?: CurveDay[];
  marks: { at: string; label: string }[];
  as_of: string;
}

/** The upper end of an axis for whole counts: at least 2, and a step that divides it evenly. */
export function countAxis(highest: number): { top: number; step: number } {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  const step = steps.find((s) => highest <= s * 3) ?? Math.ceil(highest / 3);
  const top = Math.max(2, Math.ceil(highest / step) * step);
  return { top, step };
}

/** Which days get a written date when only `room` labels fit: the last always, then evenly back. */
export function labelledDays(count: number, room: number): number[] {
  if (count === 0 || room <= 0) return [];
  const every = Math.max(1, Math.ceil(count / room));
  const chosen: number[] = [];
  for (let i = count - 1; i >= 0; i -= every) chosen.unshift(i);
  return chosen;
}

/** Where a moment falls on the day axis, in days from the first day's start; `null` off the axis. */
export function dayPosition(firstDate: string, count: number, atMs: number): number | null {
  const start = Date.parse(`${firstDate}T00:00:00+08:00`);
  const position = (atMs - start) / 86_400_000;
  return position >= 0 && position <= count ? position : null;
}

/** The first incomplete day, from which on every day is hatched; `null` when all are complete. */
export function firstLate(days: CurveDay[]): number | null {
  const index = days.findIndex((d) => d.late === true);
  return index < 0 ? null : index;
}

/** About how wide words are at 11 pixels: a Chinese character is a full square, a Latin letter half of one. */
export function wordsWidth(words: string): number {
  return [...words].reduce((width, letter) => width + (letter > "\u2e7f" ? 11 : 6), 0);
}
