/**
 * Times as the city keeps them: Asia/Shanghai, a fixed +08:00 with no summer
 * time since 1991, so the reader's own time zone never leaks into a figure.
 */
const CITY_OFFSET_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;

/** A language of the interface. */
export type Lang = "zh-CN" | "en";

/** Reads an ISO instant; without an offset it is city time. `null` when it is no instant. */
export function parseInstant(iso: string): number | null {
  const text = iso.trim();
  if (text === "") return null;
  const dated = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00` : text;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(dated) ? dated : `${dated}+08:00`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? null : ms;
}

const two = (n: number): string => String(n).padStart(2, "0");

/** Writes an instant as city time to the minute, `2021-12-07T06:00`: the form the address carries. */
export function toCityMinute(ms: number): string {
  const d = new Date(ms + CITY_OFFSET_MS);
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}T${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
}

/** Writes an instant for people to read, `2021-12-07 06:00`. */
export function toCityText(ms: number): string {
  return toCityMinute(ms).replace("T", " ");
}

/** Writes the month and day beside people, `12-07`. */
export function toMonthDay(date: string): string {
  return date.slice(5, 10);
}

/**
 * Writes an age: minutes under three hours, then hours and minutes, then days
 * and hours from two days on. Below one minute it says so. Negative is taken as zero.
 */
export function formatAge(ms: number, lang: Lang): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  const zh = lang === "zh-CN";
  if (minutes < 1) return zh ? "不足 1 分" : "under 1 min";
  if (minutes < 180) return zh ? `${minutes} 分` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    const rest = two(minutes % 60);
    return zh ? `${hours} 时 ${rest} 分` : `${hours} h ${rest} min`;
  }
  const days = Math.floor(hours / 24);
  return zh ? `${days} 天 ${hours % 24} 时` : `${days} d ${hours % 24} h`;
}

/** Writes what is left until a deadline, or by how much it is missed. */
export function formatRemaining(ms: number, lang: Lang): string {
  const zh = lang === "zh-CN";
  const age = formatAge(Math.abs(ms), lang);
  if (ms >= 0) return zh ? `剩 ${age}` : `${age} left`;
  return zh ? `超 ${age}` : `${age} over`;
}

/** Milliseconds until the text of `formatAge` can next change. */
export function untilNextMinute(ms: number): number {
  const past = ((ms % MINUTE_MS) + MINUTE_MS) % MINUTE_MS;
  return MINUTE_MS - past;
}
