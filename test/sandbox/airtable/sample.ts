/** A small world with a cell of every type in it, and the ids to ask for it by. */
import { idFrom } from './identifiers.ts'
import type { AirtableWorld } from './world.ts'

export const ANN = idFrom('usr', 'ann')
export const BOB = idFrom('usr', 'bob')
export const EVE = idFrom('usr', 'eve')
export const CRM = idFrom('app', 'crm')
export const OTHER = idFrom('app', 'other')
export const ADA = idFrom('rec', 'ada')
export const BEA = idFrom('rec', 'bea')
export const CY = idFrom('rec', 'cy')
export const ACME = idFrom('rec', 'acme')
export const BOLT = idFrom('rec', 'bolt')

const everything = [
  'data.records:read',
  'data.records:write',
  'data.recordComments:read',
  'data.recordComments:write',
  'schema.bases:read',
  'schema.bases:write',
  'user.email:read',
]

/**
 * Ann owns the base "CRM", Bob may edit it, Eve may read it; each has a token `ann`, `bob`, `eve`. `narrow` is Ann's
 * token for reading records of that base alone, `oauth` one she gave an integration. "Other" is Ann's alone.
 */
export const sampleWorld: AirtableWorld = {
  users: [
    { id: ANN, email: 'ann@acme.test', name: 'Ann' },
    { id: BOB, email: 'bob@acme.test', name: 'Bob' },
    { id: EVE, email: 'eve@acme.test' },
  ],
  tokens: [
    { token: 'ann', user: ANN, scopes: everything },
    { token: 'bob', user: BOB, scopes: everything },
    { token: 'eve', user: EVE, scopes: everything },
    { token: 'narrow', user: ANN, scopes: ['data.records:read'], bases: [CRM] },
    { token: 'oauth', user: ANN, scopes: ['data.records:read'], kind: 'oauth' },
  ],
  workspaces: [{ id: idFrom('wsp', 'acme'), name: 'Acme', plan: 'team' }],
  bases: [
    {
      id: CRM,
      name: 'CRM',
      permissionLevels: { [ANN]: 'owner', [BOB]: 'edit', [EVE]: 'read' },
      tables: [
        {
          id: idFrom('tbl', 'people'),
          name: 'People',
          fields: [
            { id: idFrom('fld', 'name'), name: 'Name', type: 'singleLineText' },
            { name: 'Email', type: 'email' },
            { name: 'Site', type: 'url' },
            { name: 'Phone', type: 'phoneNumber' },
            { name: 'Notes', type: 'multilineText' },
            { name: 'Story', type: 'richText' },
            { id: idFrom('fld', 'age'), name: 'Age', type: 'number', options: { precision: 0 } },
            { name: 'Share', type: 'percent', options: { precision: 1 } },
            { name: 'Fee', type: 'currency', options: { precision: 2, symbol: '€' } },
            { name: 'Time', type: 'duration', options: { durationFormat: 'h:mm:ss' } },
            { name: 'Stars', type: 'rating' },
            { name: 'Active', type: 'checkbox' },
            { name: 'Stage', type: 'singleSelect', options: { choices: ['Lead', 'Won', 'Lost'] } },
            { name: 'Tags', type: 'multipleSelects', options: { choices: ['red', 'blue'] } },
            { name: 'Born', type: 'date' },
            {
              name: 'Met',
              type: 'dateTime',
              options: {
                dateFormat: { name: 'us', format: 'M/D/YYYY' },
                timeFormat: { name: '24hour', format: 'HH:mm' },
                timeZone: 'Europe/Berlin',
              },
            },
            {
              name: 'Company',
              type: 'multipleRecordLinks',
              options: { linkedTableId: 'Companies', inverseLinkFieldId: 'People' },
            },
            {
              name: 'Boss',
              type: 'multipleRecordLinks',
              options: { linkedTableId: 'People', inverseLinkFieldId: 'Reports' },
            },
            {
              name: 'Reports',
              type: 'multipleRecordLinks',
              options: { linkedTableId: 'People', inverseLinkFieldId: 'Boss' },
            },
            { name: 'Files', type: 'multipleAttachments' },
            { name: 'Owner', type: 'singleCollaborator' },
            { name: 'Team', type: 'multipleCollaborators' },
            { name: 'Badge', type: 'barcode' },
            { name: 'Summary', type: 'aiText' },
            { name: 'Greeting', type: 'formula', options: { formula: '"Dear " & {Name}' } },
            { name: 'Per Star', type: 'formula', options: { formula: 'Age / Stars' } },
            {
              name: 'Cities',
              type: 'multipleLookupValues',
              options: { recordLinkFieldId: 'Company', fieldIdInLinkedTable: 'City' },
            },
            {
              name: 'Mean Size',
              type: 'rollup',
              options: {
                recordLinkFieldId: 'Company',
                fieldIdInLinkedTable: 'Size',
                aggregation: 'AVERAGE(values)',
              },
            },
            { name: 'Companies', type: 'count', options: { recordLinkFieldId: 'Company' } },
            { name: 'No', type: 'autoNumber' },
            { name: 'Created', type: 'createdTime' },
            { name: 'Created by', type: 'createdBy' },
            { name: 'Edited', type: 'lastModifiedTime' },
            {
              name: 'Name edited',
              type: 'lastModifiedTime',
              options: { referencedFieldIds: ['Name'] },
            },
            { name: 'Edited by', type: 'lastModifiedBy' },
            { name: 'Mail', type: 'button' },
            {
              name: 'Source',
              type: 'externalSyncSource',
              options: { choices: ['North', 'South'] },
            },
            { name: 'Locked', type: 'singleLineText', writers: 'owner' },
          ],
          views: [
            { name: 'All people' },
            { name: 'Grown up', filterByFormula: '{Age} >= 18', sort: [{ field: 'Name' }] },
          ],
          records: [
            {
              id: ADA,
              createdTime: '2026-01-01T08:00:00.000Z',
              fields: {
                Name: 'Ada',
                Email: 'ada@acme.test',
                Age: 36,
                Share: 0.5,
                Fee: 1234.5,
                Time: 3725,
                Stars: 4,
                Active: true,
                Stage: 'Won',
                Tags: ['red', 'blue'],
                Born: '1990-02-03',
                Met: '2026-01-01T10:30:00.000Z',
                Company: [ACME, BOLT],
                Files: [{ url: 'https://files.test/plan.png' }],
                Owner: { id: ANN },
                Team: [ANN, BOB],
                Badge: { text: '4006381333931', type: 'ean13' },
                Summary: { state: 'generated', isStale: false, value: 'A pioneer' },
                Mail: { label: 'Write', url: 'mailto:ada@acme.test' },
                Source: 'North',
                Story: '* one\n* two',
              },
            },
            {
              id: BEA,
              createdTime: '2026-01-02T08:00:00.000Z',
              fields: { Name: 'Bea', Age: 0, Boss: [ADA] },
            },
            { id: CY, createdTime: '2026-01-03T08:00:00.000Z', fields: { Name: 'Cy' } },
          ],
        },
        {
          id: idFrom('tbl', 'companies'),
          name: 'Companies',
          creators: 'create',
          fields: [
            { id: idFrom('fld', 'company'), name: 'Company', type: 'singleLineText' },
            { name: 'City', type: 'singleLineText' },
            { name: 'Size', type: 'number' },
            {
              name: 'People',
              type: 'multipleRecordLinks',
              options: { linkedTableId: 'People', inverseLinkFieldId: 'Company' },
            },
          ],
          records: [
            { id: ACME, fields: { Company: 'Acme', City: 'Köln', Size: 10 } },
            { id: BOLT, fields: { Company: 'Bolt', City: 'Lyon', Size: 20 } },
          ],
        },
      ],
    },
    {
      id: OTHER,
      name: 'Other',
      permissionLevels: { [ANN]: 'owner' },
      tables: [{ name: 'Things', fields: [{ name: 'Name', type: 'singleLineText' }] }],
    },
  ],
}
