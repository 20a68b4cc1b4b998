/** Stands in for the module `attio`, as far as our app uses it. */
const node = () => ({})

export const Settings = {
  defineWorkspaceSchema: (schema: unknown) => schema,
  Schema: { string: node, number: node, boolean: node },
}
