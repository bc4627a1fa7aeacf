// Serves the mocks with their frame, the built assets and the sample data.
import { createServer } from "node:http";
import { readFileSync, existsSync } from "node:fs";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const TYPES = { ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8", ".json": "application/json", ".geojson": "application/geo+json" };
const read = (path) => readFileSync(join(root, path), "utf8");

/** Writes out the short forms a mock uses for what a template loops over. */
function spellOut(text) {
  return text.replace(/\{\{seg:([^}]+)\}\}/g, (_, runs) => runs.split(" ").map((run) => `<i class="${run[0]}"></i>`.repeat(Number(run.slice(1)))).join(""));
}

/** A mock as the server would send it: inside the frame, or whole where it brings its own. */
export function page(name, theme) {
  const text = read(`mock/${name}.html`);
  const head = /<!-- title: ([^;]+); current: (\S*) -->/.exec(text);
  let html = text;
  if (head !== null) {
    html = read("mock/_frame.html")
      .replace("{{content}}", () => text)
      .replace("{{dialogs}}", () => read("mock/_dialogs.html"))
      .replaceAll("{{title}}", head[1])
      .replaceAll(`{{cur:${head[2]}}}`, ' aria-current="page"')
      .replace(/\{\{cur:\w+\}\}/g, "");
  }
  if (theme) html = html.replace("<html ", `<html data-theme="${theme}" `);
  return spellOut(html);
}

export function serve(port = 0) {
  const listeners = new Set();
  /** Answers taken, by the key they came with: a second sending changes nothing. */
  const taken = new Map();
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://mock");
    const send = (body, type) => {
      response.writeHead(200, { "content-type": type, "content-security-policy": "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; worker-src 'self' blob:; connect-src 'self'" });
      response.end(body);
    };
    if (url.pathname === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(": open\n\n");
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
      return;
    }
    if (request.method === "POST") {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", () => {
        taken.set(request.headers["idempotency-key"] ?? body, body);
        response.writeHead(204);
        response.end();
      });
      return;
    }
    if (url.pathname === "/boundaries.geojson") return send(read("mock/data/boundaries.geojson"), TYPES[".geojson"]);
    if (url.pathname === "/api/v1/map") return send(read("mock/data/map.json"), TYPES[".json"]);
    const asset = /^\/assets\/([\w.-]+)$/.exec(url.pathname);
    if (asset !== null) {
      const path = join(root, "dist", normalize(asset[1]));
      if (existsSync(path)) return send(readFileSync(path), TYPES[extname(path)] ?? "application/octet-stream");
    }
    const name = url.pathname.slice(1) || "one-screen";
    if (/^[a-z-]+$/.test(name) && existsSync(join(root, `mock/${name}.html`))) return send(page(name, url.searchParams.get("theme")), TYPES[".html"]);
    response.writeHead(404);
    response.end();
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve({ server, taken, changed: () => listeners.forEach((l) => l.write("event: changed\ndata: {}\n\n")), origin: `http://127.0.0.1:${server.address().port}` })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serve(Number(process.env.PORT ?? 5180));
  console.log(`${origin}/one-screen`);
}
