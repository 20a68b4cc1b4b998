/** Stands in for the module `attio`, as far as our app uses it. */
const node = () => {
  const one = { optional: () => one }
  return one
}

export const Settings = {
  defineWorkspaceSchema: (schema: unknown) => schema,
  Schema: { string: node, number: node, boolean: node },
}

export const Workflows = {
  defineWorkflowBlock: (block: unknown) => block,
  ConfigSchema: {
    struct: (fields: unknown) => fields,
    string: node,
    attioRecord: node,
    attioObject: node,
  },
}
