import { done, invitation, key, KEY_ID, member, MEMBER } from './things.ts'
import { type Chapter, SERVICE } from './told.ts'

const entry = {
  n: 17,
  at: '2026-05-04T10:00:00.000Z',
  actor: `${KEY_ID} Reports`,
  action: 'POST /api/keys',
  about: { id: KEY_ID },
  before: '3f7a9c1e5b2d8f604a6c8e0b1d3f5a7c9e1b3d5f7a9c1e3b5d7f9a1c3e5b7d90',
  hash: '8c2e4a6b0d1f3c5e7a9b1d3f5c7e9a0b2d4f6c8e1a3b5d7f9c0e2a4b6d8f1c35',
}
const pair = {
  id: 'nW2eR5tY8uI1oP4aS7dF0gH3jK6lZ9xCv',
  url: 'https://datasync.example/connect/nW2eR5tY8uI1oP4aS7dF0gH3jK6lZ9xCv',
  code: 'BHN-XPL',
  expiresAt: '2026-05-04T09:22:00.000Z',
  secret: 'q7Wm2Xc9Vb4Nn6Lk1Jh8Gf3Ds5Aq0Pz7Oy2Ix4U',
}
const KEY_TEXT = 'dsp_wT5yU8iO2pL6kJ9h_Zx7Rb2Lp4Nq9Tm6Wk3Vc8Jf1Hd5Gs0'

export const PEOPLE = {
  'GET /api/keys': { id: 'keys', refuses: [], answers: { items: [key] } },
  'POST /api/keys': {
    id: 'createKey',
    refuses: ['not_found'],
    asks: {
      body: { name: 'Reports', role: 'read-only', scopes: ['runs'], expiresAt: key.expiresAt },
    },
    answers: { ...key, key: KEY_TEXT },
  },
  'DELETE /api/keys/:id': {
    id: 'revokeKey',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: KEY_ID } },
    answers: done,
  },
  'GET /api/members': { id: 'members', refuses: [], answers: { items: [member] } },
  'PATCH /api/members/:id': {
    id: 'changeMember',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: MEMBER }, body: { role: 'manager' } },
    answers: member,
  },
  'DELETE /api/members/:id': {
    id: 'removeMember',
    refuses: ['not_found', 'not_now'],
    asks: { params: { id: MEMBER } },
    answers: done,
  },
  'GET /api/invitations': { id: 'invitations', refuses: [], answers: { items: [invitation] } },
  'POST /api/invitations': {
    id: 'invite',
    refuses: [],
    asks: { body: { name: 'Grace Hopper', role: 'user' } },
    answers: {
      ...invitation,
      url: 'https://datasync.example/connect/invitation/wT5yU8iO2pL6kJ9h.Nq9Tm6Wk3Vc8Jf1Hd5Gs0Zx7Rb2Lp4',
    },
  },
  'DELETE /api/invitations/:id': {
    id: 'withdraw',
    refuses: ['not_found'],
    asks: { params: { id: invitation.id } },
    answers: done,
  },
  'GET /api/audit': {
    id: 'audit',
    refuses: [],
    asks: { query: { limit: 50 } },
    answers: { items: [entry], cursor: '17', head: entry.hash },
  },
  'GET /api/audit/export': {
    id: 'auditFile',
    refuses: [],
    answers: `${JSON.stringify(entry)}\n`,
  },
  'POST /api/crm/oauth/callback': {
    id: 'finishSignIn',
    refuses: ['not_found', 'not_now', 'role_too_low', 'taken', ...SERVICE],
    asks: {
      body: {
        provider: 'airtable',
        state: 'nQ5rT8yU2iO7pL4kJ9hG3fD6sA1zXcV0b.q7Wm2Xc9Vb4Nn6Lk',
        code: '9c1e3b5d7f9a',
      },
    },
    answers: done,
  },
  'POST /api/pair': {
    id: 'startPairing',
    refuses: ['not_now'],
    asks: { body: { baseId: 'appAcme0000000001' } },
    answers: pair,
  },
  'POST /api/pair/:id': {
    id: 'collectSession',
    refuses: ['not_found'],
    asks: { params: { id: pair.id }, body: { secret: pair.secret } },
    answers: {
      state: 'ready',
      key: KEY_TEXT,
      role: 'admin',
      name: 'Ada Lovelace',
      expiresAt: '2026-06-03T09:12:00.000Z',
      says: null,
    },
  },
  'GET /api/me': {
    id: 'me',
    refuses: [],
    answers: {
      workspaceId: 'wT5yU8iO2pL6kJ9h',
      workspaceName: 'Acme',
      keyId: KEY_ID,
      name: 'Reports',
      role: 'read-only',
      scopes: ['runs'],
      memberId: null,
      expiresAt: key.expiresAt,
    },
  },
  'DELETE /api/me': { id: 'signOut', refuses: ['not_now'], answers: done },
  'POST /api/workspaces': {
    id: 'createWorkspace',
    refuses: ['taken'],
    asks: { body: { name: 'Acme' } },
    answers: { workspaceId: 'wT5yU8iO2pL6kJ9h', key: KEY_TEXT },
  },
} as const satisfies Chapter
