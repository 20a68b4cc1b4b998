/**
 * Airtable's own bundler, told what to leave out: the parts of its SDK that nobody here asks for, and polyfills of what
 * every browser it names has had for years. A third of the bundle was that. `block run` and `block release` find it
 * through `block.json`.
 */
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const openBundler = createRequire(import.meta.url)('@airtable/blocks-esbuild-bundler').default
const SDK = fileURLToPath(new URL('sdk.mjs', import.meta.url))

const lean = {
  name: 'lean',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@airtable\/blocks\/ui$/ }, () => ({ path: SDK }))
    // The SDK's frame around us asks its list of all components for one thing, the alert.
    onLoad({ filter: /[\\/]blocks[\\/]dist[\\/]cjs[\\/]ui[\\/]ui\.js$/ }, () => ({
      contents: `require('../')\nexports.globalAlert = new (require('./global_alert').default)()`,
    }))
    // Chrome 91, Firefox 94, Safari 14.1 and Edge 107, which it builds for, know all of ES2019.
    onLoad({ filter: /[\\/]core-js[\\/]modules[\\/]/ }, ({ path }) => {
      if (!/[\\/](es|web\.dom-collections)\./.test(path)) throw new Error(`${path} is no ES2019.`)
      return { contents: '' }
    })
  },
}

export default function openLeanBundler() {
  const bundler = openBundler()
  const options = bundler._getEsbuildOptions.bind(bundler)
  bundler._getEsbuildOptions = (asked) => {
    const { plugins, ...rest } = options(asked)
    return { ...rest, plugins: [...plugins, lean] }
  }
  return bundler
}
