import { useQuery } from '@tanstack/react-query'
import type { Client } from '../../../shared/api/client.ts'
import type { Numbers } from '../../../shared/api/numbers.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { take } from './questions.ts'

/** What a sync did in the last so many days. */
export const useNumbers = (client: Client, configId: string, days: number) =>
  useQuery<Numbers, Problem>(
    ['numbers', configId, days],
    () => take(client.numbers(configId, { days })),
    { refetchInterval: 60_000 },
  )
