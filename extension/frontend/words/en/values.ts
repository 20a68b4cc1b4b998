export const values = {
  empty: 'empty',
  yes: 'yes',
  no: 'no',
  links: (count: string) => (count === '1' ? '1 linked record' : `${count} linked records`),
  opaque: 'a value of a kind we do not know',
}
