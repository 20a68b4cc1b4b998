import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { ADA, CRM } from './sample.ts'
import { cellOf, PEOPLE, visit } from './visitor.ts'

const Files = z
  .array(z.object({ id: z.string(), url: z.string(), filename: z.string() }))
  .default([])

describe('attachments', () => {
  const files = (body: unknown) => Files.parse(cellOf(body, 'Files'))

  test('the id stays, the address is another at every reading', async () => {
    const { call } = visit()
    const [one] = files((await call('GET', `${PEOPLE}/${ADA}`)).body)
    const [two] = files((await call('GET', `${PEOPLE}/${ADA}`)).body)
    expect(one?.filename).toBe('plan.png')
    expect(two?.id).toBe(one?.id)
    expect(two?.url).not.toBe(one?.url)
  })

  test('what is listed by id stays, what is not goes, what comes by url is added', async () => {
    const { call } = visit()
    const [old] = files((await call('GET', `${PEOPLE}/${ADA}`)).body)
    const fresh = { url: 'https://files.test/x/note%20one.txt' }
    const both = await call('PATCH', `${PEOPLE}/${ADA}`, {
      fields: { Files: [fresh, { id: old?.id }] },
    })
    expect(files(both.body).map(({ filename }) => filename)).toEqual(['note one.txt', 'plan.png'])
    const one = await call('PATCH', `${PEOPLE}/${ADA}`, { fields: { Files: [{ id: old?.id }] } })
    expect(files(one.body).map(({ id }) => id)).toEqual([old?.id])
  })

  test('a file sent itself joins the others, and the answer holds its field by id alone', async () => {
    const { call } = visit()
    const sent = { contentType: 'text/plain', filename: 'hi.txt', file: btoa('hello') }
    const path = `/v0/${CRM}/${ADA}/Files/uploadAttachment`
    const { body } = await call('POST', path, sent)
    const { fields } = z
      .object({ fields: z.record(z.string().startsWith('fld'), z.json()) })
      .parse(body)
    expect(Object.values(fields)).toHaveLength(1)
    expect(Object.values(fields)[0]).toMatchObject([
      { filename: 'plan.png' },
      { filename: 'hi.txt', size: 5, type: 'text/plain' },
    ])
  })
})
