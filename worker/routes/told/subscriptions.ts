import { done } from './things.ts'
import type { Chapter } from './told.ts'

const subscription = {
  id: 'nR4tY7uI1oP3aS6dF',
  ref: 'workflow-7c1f',
  event: 'record_updated',
  table: 'people',
  createdAt: '2026-05-04T09:30:00.000Z',
  waiting: 0,
  failures: 0,
} as const
const { ref, event, table } = subscription

export const SUBSCRIPTIONS = {
  'GET /api/crm/subscriptions': {
    id: 'subscriptions',
    refuses: [],
    answers: { items: [subscription] },
  },
  'POST /api/crm/subscriptions': {
    id: 'subscribe',
    refuses: ['not_now'],
    asks: {
      body: {
        ...{ ref, event, table },
        url: 'https://hooks.example.com/workflows/7c1f',
        secret: '3b8e1f0c9a7d4e2b6f5a8c1d0e9b7a6c',
      },
    },
    answers: subscription,
  },
  'DELETE /api/crm/subscriptions/:ref': {
    id: 'unsubscribe',
    refuses: ['not_found'],
    asks: { params: { ref } },
    answers: done,
  },
} as const satisfies Chapter
