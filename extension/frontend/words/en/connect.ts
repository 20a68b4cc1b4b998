export const connect = {
  revoked:
    'DataSync no longer accepts the key you used. It may have been revoked. Sign in again, or enter a new key: an admin can make one.',
  title: 'Connect this base to DataSync',
  again: 'Connect again',
  says: 'DataSync keeps your tables and your CRM equal, both ways. It runs on its own; here you watch it and tell it what to do.',
  address: 'Address of your DataSync service',
  addressHint: 'Your admin knows it. It looks like https://sync.example.com.',
  signIn: 'Sign in with Airtable',
  asking: 'Asking your service for a code…',
  nothing: 'Nothing was connected. Go back and begin again.',
  back: 'Back',
  orKey: 'Use an access key instead',
  key: 'Access key',
  keyHint: 'Begins with “dsp_”. It stays in this browser; nobody else who opens this base sees it.',
  unknownKey:
    'DataSync does not know this key. It may have been revoked; ask an admin for a new one.',
  connect: 'Connect',
  connecting: 'Connecting…',
  changeKey: 'Change key',
}
