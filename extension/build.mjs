/**
 * Builds `dist/bundle.js` with Airtable's own bundler, the way their command line does but without its login: the
 * result is what a release uploads. The bundle defines `window._airtableRunBlock()`, which starts the extension.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import openBundler from './bundler.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** What the frame expects of a bundle (the command line generates the same): React on `window`, and a way to start. */
const ENTRY = `
window._airtableReact = require('react')
window._airtableReactDOM = require('react-dom')
window._airtableReactDOMServer = require('react-dom/server')
let isRunning = false
window._airtableRunBlock = () => {
  if (isRunning) return
  isRunning = true
  require('../../frontend/index.tsx')
}
`

/**
 * Builds the production bundle and answers its path. Several builds may run at once: each works in a folder of its own,
 * and the bundle is put in place in one step.
 */
export async function build() {
  const work = join(HERE, '.tmp', String(process.pid))
  const bundle = join(HERE, 'dist', 'bundle.js')
  const from = process.cwd()
  await mkdir(work, { recursive: true })
  await mkdir(join(HERE, 'dist'), { recursive: true })
  await writeFile(join(work, 'entry.js'), ENTRY)
  // The bundler takes the current folder for the project.
  process.chdir(HERE)
  try {
    const bundler = openBundler()
    await bundler.bundleAsync({
      mode: 'production',
      context: 'released',
      entry: join(work, 'entry.js'),
      outputPath: work,
    })
    await bundler.teardownAsync()
    await rename(join(work, 'bundle.js'), bundle)
  } finally {
    process.chdir(from)
    await rm(work, { recursive: true, force: true })
  }
  return bundle
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`Built ${await build()}`)
