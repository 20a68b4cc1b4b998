export { connect } from './connect.ts'
export { parts } from './parts.ts'
export { allowed, roles } from './people.ts'
export { shell } from './shell.ts'
