export const shell = {
  product: 'DataSync Pro',
  bar: 'Main',
  skip: 'Skip to the content',
  back: 'Back',
  home: 'Syncs',
  decide: 'To decide',
  history: 'History',
  charts: 'Charts',
  settings: 'Settings',
  waiting: (count: string) => `${count} waiting`,
  help: 'Help',
}
