import { err, ok, type Result } from '../../../shared/result.ts'

/** The address of a Worker as a person typed it, made whole: scheme added, path dropped. Errors are sentences. */
export function readAddress(typed: string): Result<string, string> {
  const text = typed.trim()
  if (text === '')
    return err('Enter the address of your DataSync service, such as https://sync.example.com.')
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`
  const found = parse(whole)
  if (found === null || !/^(\[.+\]|localhost|[\w-]+(\.[\w-]+)+)$/.test(found.hostname))
    return err('This is not an address. It looks like https://sync.example.com.')
  const { protocol, hostname, origin } = found
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'https:' || (protocol === 'http:' && isHere)) return ok(origin)
  return err('The address must begin with https://, so that nobody can read the key on its way.')
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

/** The same for the access key. */
export function readKey(typed: string): Result<string, string> {
  const text = typed.trim()
  if (text === '') return err('Enter your access key. An admin can make one under Settings, Keys.')
  return /^dsp_[\w-]+$/.test(text)
    ? ok(text)
    : err(
        'This is not a whole access key. Keys begin with “dsp_”; copy it again from where it was shown.',
      )
}
