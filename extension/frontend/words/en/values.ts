export const values = {
  empty: 'empty',
  yes: 'yes',
  no: 'no',
  links: (count: string) => (count === '1' ? '1 linked record' : `${count} linked records`),
  andMore: (names: string, count: string) => `${names} and ${count} more`,
  opaque: 'a value of a kind we do not know',
}
