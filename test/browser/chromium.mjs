/** Finds a Chromium to test with. Plain JavaScript without dependencies: the bootstrap needs it before any package is there. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
]

const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** What a person has to do when there is none; browser tests fail with this sentence. */
export const NO_CHROMIUM =
  'The browser tests need a Chromium and found none. Install one (Debian: “apt-get install chromium”, ' +
  'macOS: “brew install --cask chromium”), or set CHROMIUM to the path of one, then run the tests again.'

/** The path of a Chromium, or null. CHROMIUM in the environment wins, and is taken at its word. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM) return existsSync(env.CHROMIUM) ? env.CHROMIUM : null
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...onPath, ...PLACES, ...downloaded(env)].find(isFile) ?? null
}

/** Browsers that Playwright's own installer has put into its cache. */
function downloaded(env) {
  const cache = env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache', 'ms-playwright')
  if (!existsSync(cache)) return []
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .flatMap((name) =>
      ['chrome-linux', 'chrome-linux64'].map((folder) => join(cache, name, folder, 'chrome')),
    )
}

const isFile = (path) => existsSync(path) && statSync(path).isFile()
