import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { build as buildExtension } from '../../../extension/build.mjs'
import { inApp } from './attio-app.ts'

const page = (name: string): string => new URL(`page/${name}`, import.meta.url).pathname

const scripts = new Map<string, Promise<string>>()

/** One script of the page, bundled when it is first asked for. */
export function scriptOf(name: 'desk' | 'frame'): Promise<string> {
  const known = scripts.get(name) ?? bundle(name)
  scripts.set(name, known)
  return known
}

async function bundle(name: string): Promise<string> {
  const built = await build({
    entryPoints: [page(`${name}.ts`)],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    logLevel: 'silent',
  })
  return built.outputFiles[0]?.text ?? ''
}

export const pageStyle = (): Promise<string> => readFile(page('desk.css'), 'utf8')

let attioPage: Promise<string> | undefined
/** The workspace's page, with the very React that the app was built for: another one would be a second. */
export function attioScript(): Promise<string> {
  attioPage ??= build({
    entryPoints: [new URL('attio/page.tsx', import.meta.url).pathname],
    bundle: true,
    write: false,
    format: 'iife',
    jsx: 'automatic',
    alias: { react: inApp('react'), 'react-dom': inApp('react-dom') },
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '')
  // What failed is tried again by the next who asks.
  attioPage.catch(() => {
    attioPage = undefined
  })
  return attioPage
}
export const attioStyle = (): Promise<string> =>
  readFile(new URL('attio/attio.css', import.meta.url), 'utf8')

let extension: Promise<string> | undefined
/** The extension as it ships, built when it is first asked for. */
export function bundleOfExtension(): Promise<string> {
  extension ??= buildExtension().then((path) => readFile(path, 'utf8'))
  return extension
}
