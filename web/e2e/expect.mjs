// Plain expectations: what was looked at, what was expected, what was seen.

export function fail(what, expected, seen) {
  throw new Error(`${what}\n      expected: ${expected}\n      seen:     ${String(seen).replace(/\s+/g, " ").slice(0, 400)}`);
}

export function same(what, seen, expected) {
  if (seen !== expected) fail(what, JSON.stringify(expected), JSON.stringify(seen));
}

export function says(what, text, part) {
  const found = part instanceof RegExp ? part.test(text ?? "") : (text ?? "").includes(part);
  if (!found) fail(what, part instanceof RegExp ? part : `text with “${part}”`, text);
}

export function silent(what, text, part) {
  const found = part instanceof RegExp ? part.test(text ?? "") : (text ?? "").includes(part);
  if (found) fail(what, `no “${part}”`, text);
}

export function none(what, faults) {
  if (faults.length > 0) fail(what, "none", `${faults.length}: ${faults.slice(0, 12).join(" | ")}`);
}

/** Waits until an answer satisfies; the last answer seen goes into the complaint. */
export async function until(what, ask, satisfies, ms = 10_000) {
  const end = Date.now() + ms;
  let seen = await ask();
  while (!satisfies(seen)) {
    if (Date.now() > end) fail(what, String(satisfies), seen);
    await new Promise((r) => setTimeout(r, 100));
    seen = await ask();
  }
  return seen;
}
