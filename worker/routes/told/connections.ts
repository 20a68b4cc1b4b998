import { APP, connection, CRM } from './things.ts'
import { type Chapter, SERVICE } from './told.ts'

const signIn = {
  id: 'nQ5rT8yU2iO7pL4kJ9hG3fD6sA1zXcV0b',
  url: 'https://datasync.example/connect/nQ5rT8yU2iO7pL4kJ9hG3fD6sA1zXcV0b',
  code: 'KTR-WQM',
  expiresAt: '2026-05-04T09:22:00.000Z',
}
const field = {
  id: 'fldEmail000000001',
  name: 'Email',
  type: 'email',
  many: false,
  access: 'always',
  required: false,
  unique: false,
  native: 'email',
}

const city = { name: 'City', type: 'text', many: false }
const madeField = {
  ...field,
  id: 'fldCity0000000001',
  name: 'City',
  type: 'text',
  native: 'singleLineText',
}

export const CONNECTIONS = {
  'GET /api/crm/connections': {
    id: 'connections',
    refuses: [],
    answers: { items: [connection] },
  },
  'POST /api/crm/connect': {
    id: 'connect',
    refuses: ['taken', ...SERVICE],
    asks: {
      body: { provider: 'airtable', token: 'patAcme.0123456789', baseId: 'appAcme0000000001' },
    },
    answers: connection,
  },
  'POST /api/crm/sign-in': {
    id: 'signIn',
    refuses: ['not_found', 'not_now', 'taken'],
    asks: { body: { provider: 'airtable', baseId: 'appAcme0000000001' } },
    answers: signIn,
  },
  'GET /api/crm/sign-in/:id': {
    id: 'signInState',
    refuses: ['not_found'],
    asks: { params: { id: signIn.id } },
    answers: { state: 'waiting', says: null },
  },
  'POST /api/crm/:provider/test-connection': {
    id: 'testConnection',
    refuses: ['not_found', ...SERVICE],
    asks: { params: { provider: 'airtable' }, body: { connectionId: APP } },
    answers: {
      working: true,
      says: 'Airtable answers, and everything we need is allowed.',
      missing: [],
      account: 'ada@acme.example',
      place: 'Acme operations',
      role: 'admin',
    },
  },
  'PATCH /api/crm/connections/:id': {
    id: 'changeConnection',
    refuses: ['not_found'],
    asks: { params: { id: APP }, body: { leaveToOthers: 40 } },
    answers: { ...connection, leaveToOthers: 40 },
  },
  'DELETE /api/crm/disconnect/:provider': {
    id: 'disconnect',
    refuses: ['not_found', 'not_now', ...SERVICE],
    asks: { params: { provider: 'attio' }, query: { connectionId: CRM } },
    answers: {
      done: true,
      says: 'Our sign-in to Attio was taken back there as well. Nothing is left to do.',
    },
  },
  'GET /api/crm/:provider/available-fields': {
    id: 'availableFields',
    refuses: ['not_found', ...SERVICE],
    asks: { params: { provider: 'airtable' }, query: { connectionId: APP, entityType: 'People' } },
    answers: {
      tables: [{ id: 'tblPeople00000001', name: 'People', primary: field.id, fields: [field] }],
      notes: [],
    },
  },
  'POST /api/crm/:provider/table-offer': {
    id: 'offerTable',
    refuses: ['not_found', ...SERVICE],
    asks: {
      params: { provider: 'airtable' },
      body: { connectionId: APP, fromConnectionId: CRM, table: 'venues' },
    },
    answers: {
      name: 'Venues',
      fields: [
        {
          from: { field: 'name' },
          name: 'Name',
          make: { name: 'Name', type: 'text', many: false },
          others: [{ make: { name: 'Name', type: 'longText', many: false }, says: null }],
          isTaken: true,
          isNeeded: true,
          says: null,
        },
        {
          from: { field: 'location', part: 'locality' },
          name: 'City',
          make: city,
          others: [],
          isTaken: true,
          isNeeded: false,
          says: null,
        },
        {
          from: { field: 'company' },
          name: 'Company',
          make: null,
          others: [],
          isTaken: false,
          isNeeded: false,
          says: 'It links to “Companies”, which has no counterpart in Airtable yet. Make or pair that one first.',
        },
      ],
      lacks: null,
    },
  },
  'POST /api/crm/:provider/tables': {
    id: 'createTable',
    refuses: ['not_found', 'not_now', ...SERVICE],
    asks: {
      params: { provider: 'airtable' },
      body: { connectionId: APP, name: 'Venues', fields: [city] },
    },
    answers: {
      id: 'tblVenues00000001',
      table: {
        id: 'tblVenues00000001',
        name: 'Venues',
        primary: madeField.id,
        fields: [madeField],
      },
      left: [],
    },
  },
  'POST /api/crm/:provider/tables/:table/fields': {
    id: 'createField',
    refuses: ['not_found', 'not_now', ...SERVICE],
    asks: {
      params: { provider: 'airtable', table: 'tblVenues00000001' },
      body: { connectionId: APP, field: city },
    },
    answers: madeField,
  },
  'GET /api/crm/:provider/views': {
    id: 'views',
    refuses: ['not_found', ...SERVICE],
    asks: {
      params: { provider: 'airtable' },
      query: { connectionId: APP, table: 'tblPeople00000001' },
    },
    answers: { items: [{ id: 'viwLive0000000001', name: 'Live people', type: 'grid' }] },
  },
} as const satisfies Chapter
