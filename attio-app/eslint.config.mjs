import js from '@eslint/js'
import attio from 'attio/lint'
import tseslint from 'typescript-eslint'

/** Attio's client has neither the network, nor Node, nor a page; neither its types nor its build say so. */
const MISSING_IN_CLIENT = [
  'fetch',
  'process',
  'document',
  'navigator',
  'localStorage',
  'sessionStorage',
  'AbortController',
  'EventTarget',
  'XMLHttpRequest',
  'WebSocket',
  'crypto',
]

export default tseslint.config(
  { ignores: ['.attio/', 'dist/', 'node_modules/', '**/*.graphql.d.ts'] },
  {
    files: ['src/**/*.{ts,tsx}'],
    extends: [js.configs.recommended, tseslint.configs.recommended],
    plugins: { attio: { rules: attio.rules } },
    rules: Object.fromEntries(Object.keys(attio.rules).map((name) => [`attio/${name}`, 'error'])),
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/**/*.server.ts', 'src/**/*.event.ts', 'src/worker/**'],
    rules: { 'no-restricted-globals': ['error', ...MISSING_IN_CLIENT] },
  },
  {
    files: ['src/**/*.tsx'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXOpeningElement > JSXIdentifier[name=/^[a-z]/]',
          message: 'Attio draws its own components only; an HTML tag fails when it is shown.',
        },
      ],
    },
  },
)
