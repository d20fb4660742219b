// Builds the pages' style sheet and scripts into dist/, each with a hash of its content in its name (so that a
// browser may keep it for ever), and writes dist/manifest.json: plain name -> hashed name.
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build, transform } from "esbuild"
import { compile } from "sass"

const here = dirname(fileURLToPath(import.meta.url))
const src = (name) => join(here, "src", name)
const modules = (name) => join(here, "node_modules", name)

// Browsers that load <script type="module"> at all: everything older gets the plain pages, which work too.
const target = ["chrome61", "safari11"]

async function styles(name) {
  const { css } = compile(src(name), { loadPaths: [join(here, "node_modules")], quietDeps: true })
  const { code } = await transform(css, { loader: "css", minify: true, target, legalComments: "none" })
  return code
}

async function script(name) {
  const { outputFiles } = await build({
    entryPoints: [src(name)], bundle: true, minify: true, format: "esm", target, write: false, legalComments: "none",
    supported: { destructuring: true }, // these browsers have it, bar corner cases that nobody here uses
  })
  return outputFiles[0].text
}

function licences() {
  const parts = [
    ["GOV.UK Frontend", src("LICENSE-govuk-frontend.txt")],
    ["htmx", modules("htmx.org/LICENSE")],
    ["ALTCHA", modules("altcha-lib/LICENSE.txt")],
  ]
  return parts.map(([name, path]) => `${name}\n\n${readFileSync(path, "utf8").trim()}\n`).join(`\n${"=".repeat(72)}\n\n`)
}

const files = {
  "portal.css": `/* GOV.UK Frontend: MIT, see licences.txt */\n${await styles("portal.scss")}`,
  "embed.css": await styles("embed.scss"),
  "app.js": await script("app.js"),
  "desk.js": await script("desk.js"),
  "proof.js": await script("proof.js"),
  "proof-worker.js": await script("proof-worker.js"),
  // Never bundled with our own: an engine too old for htmx must only lose htmx.
  "htmx.js": readFileSync(modules("htmx.org/dist/htmx.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"),
  "mark.svg": readFileSync(src("mark.svg"), "utf8"),
  "licences.txt": licences(),
}

const dist = join(here, "dist")
const list = join(dist, "manifest.json")
mkdirSync(dist, { recursive: true })
// A site that runs during the build still names the files of the build before: they go with the next one.
const before = existsSync(list) ? Object.values(JSON.parse(readFileSync(list, "utf8"))) : []
const manifest = {}
for (const [name, text] of Object.entries(files)) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10)
  const hashed = name.slice(0, -extname(name).length) + `.${hash}` + extname(name)
  writeFileSync(join(dist, hashed), text)
  manifest[name] = hashed
  console.log(`${hashed}  ${text.length} bytes, ${gzipSync(text, { level: 9 }).length} compressed`)
}
writeFileSync(list, JSON.stringify(manifest, null, 2) + "\n")
const kept = new Set(["manifest.json", ...before, ...Object.values(manifest)])
for (const file of readdirSync(dist)) if (!kept.has(file)) rmSync(join(dist, file), { recursive: true })
