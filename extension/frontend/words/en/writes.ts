export const writes = {
  title: 'The changes',
  none: 'Nothing would be changed',
  record: 'Record',
  untitled: 'Without a name',
  what: 'What',
  where: 'Where',
  fields: 'Fields',
  blocked: 'Cannot be',
  becomes: 'becomes',
  empty: 'empty',
}
