/** Once before the tests of the whole, which run side by side: the Attio app as its sources stand now. */
export { buildApp as setup } from './sandbox/desk/attio-app.ts'
