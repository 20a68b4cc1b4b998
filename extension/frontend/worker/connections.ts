import { useQuery } from '@tanstack/react-query'
import type { Client } from '../../../shared/api/client.ts'
import type { ConnectionList } from '../../../shared/api/connection.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { take } from './questions.ts'

/** The accounts this workspace may use. */
export const useConnections = (client: Client) =>
  useQuery<ConnectionList, Problem>(['connections'], () => take(client.connections()), {
    staleTime: 30_000,
  })
