import { count, number } from '../time.ts'

export const making = {
  title: (name: string, service: string) => `Make “${name}” in ${service}`,
  titleMany: (n: number, service: string) => `Make ${count(n, 'table')} in ${service}`,
  makeMany: (n: number) => `Make ${count(n, 'table')}`,
  makeRest: (n: number) => `Make the other ${count(n, 'table')}`,
  tableFields: (name: string, fields: number, not: number) =>
    `${name}: ${count(fields, 'field')}${not === 0 ? '' : `, ${number(not)} that cannot be made`}`,
  isMade: (name: string, fields: number) => `“${name}” is made, with ${count(fields, 'field')}`,
  doneMany: (n: number) => `${count(n, 'table')} made`,
  doneManySays: (service: string) => `They stand in ${service}, and are ticked for the sync.`,
  kindOf: (name: string) => `What ${name} holds`,
  pick: (name: string) => `Bring along: ${name}`,
  bringMany: (n: number) => `Bring ${number(n)} here in one go`,
  makeAllThere: (n: number, service: string) => `Make all ${number(n)} in ${service}`,
  says: (from: string, to: string) =>
    `Nothing is made before you say so. Records of ${from} come into ${to} with the first sync.`,
  looking: 'Looking what can be made…',
  couldNotLook: 'What can be made could not be found out',
  name: (service: string) => `Name in ${service}`,
  noName: 'It needs a name.',
  fields: (taken: number, all: number) => `Fields to make: ${number(taken)} of ${number(all)}`,
  take: (name: string) => `Make ${name}`,
  needed: 'What records are called: it is always made.',
  renamed: (name: string) => `As “${name}”, because its own name is taken.`,
  not: (n: number) => `${count(n, 'field')} that cannot be made`,
  make: (fields: number) => `Make it with ${count(fields, 'field')}`,
  makingTable: (name: string, service: string, fields: number) =>
    `Making “${name}” in ${service} with ${count(fields, 'field')}. This takes a few seconds.`,
  cancel: 'Cancel',
  doneTitle: (name: string) => `“${name}” is made`,
  doneSays: (fields: number, service: string) =>
    `It stands in ${service} with ${count(fields, 'field')}, and is ticked for the sync.`,
  left: (n: number) => `${count(n, 'field')} could not be made`,
  done: 'Done',
  onlyThere: (service: string) => `Only in ${service}`,
  onlyThereSays: 'Each can be had here as a table of its own.',
  bring: 'Bring here',
  bringOf: (name: string) => `Bring here: ${name}`,
  makeThere: (service: string) => `Make it in ${service}`,
  makeThereOf: (service: string, name: string) => `Make it in ${service}: ${name}`,
  chosen: (name: string) => `“${name}” is chosen. Choose its partner on the other side, or`,
  makeField: (service: string) => `Make it in ${service}`,
  fieldMade: (name: string, service: string) =>
    `“${name}” is made in ${service} and paired. Save to keep the pair.`,
  all: (n: number) => `Show all ${number(n)}`,
}
