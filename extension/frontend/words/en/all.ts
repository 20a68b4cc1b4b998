export { connect } from './connect.ts'
export { parts } from './parts.ts'
export { allowed, roles, scopes } from './people.ts'
export { shell } from './shell.ts'
export { attention, fresh, home } from './home.ts'
export { values } from './values.ts'
export { history, run, standing, why } from './history.ts'
export { fields } from './fields.ts'
export { plan } from './plan.ts'
export { setup } from './setup.ts'
export { writes } from './writes.ts'
export { decide } from './decide.ts'
export { deeds, otherDeed } from './deeds.ts'
export { examples, failures } from './failures.ts'
export {
  alerts,
  audit,
  connections,
  help,
  keys,
  people,
  privacy,
  rules,
  settings,
} from './settings.ts'
export { charts } from './charts.ts'
export { making } from './making.ts'
export { mapping } from './mapping.ts'
export { send } from './send.ts'
export { typed } from './typed.ts'
