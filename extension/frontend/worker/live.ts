import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Client } from '../../../shared/api/client.ts'
import { LiveState } from '../../../shared/api/live.ts'
import type { Problem } from '../../../shared/api/problem.ts'
import { isWorking } from '../../../shared/job.ts'
import { take } from './questions.ts'

/** How often (ms) the same is asked for where the line is down. */
const BUSY_MS = 1_000
const CALM_MS = 10_000
/** A line that broke is opened again after this long (ms), longer each time. */
const AGAIN_MS = 2_000
const LONGEST_MS = 60_000

/**
 * How a sync stands at this moment: told over a live line, and asked for where none can be had. What a run changed is read
 * again once it is over.
 */
export function useLive(client: Client, address: string, configId: string): LiveState | null {
  const questions = useQueryClient()
  const key = ['live', configId]
  const isOpen = useLine(client, address, configId, (state) => {
    const known = questions.getQueryData<LiveState>(key)
    if (!known || state.seq >= known.seq) questions.setQueryData(key, state)
  })
  const { data } = useQuery<LiveState | null, Problem>(
    key,
    async () => (await take(client.live({ configId }))).state,
    {
      refetchInterval: (state) =>
        isOpen ? false : state?.lastRun && isWorking(state.lastRun.phase) ? BUSY_MS : CALM_MS,
      refetchOnMount: 'always',
    },
  )
  const state = data ?? null
  const at =
    state === null
      ? null
      : `${state.lastRun?.id} ${state.lastRun?.phase} ${state.paused} ${state.stopped}`
  const was = useRef(at)
  useEffect(() => {
    if (was.current !== null && was.current !== at)
      for (const [name] of CHANGED) void questions.invalidateQueries([name])
    was.current = at
  }, [at])
  return state
}

/** What may be otherwise once a run has moved on. */
const CHANGED = [['syncs'], ['conflicts'], ['matches'], ['runs'], ['records']] as const

/** Keeps a WebSocket open as long as somebody looks. Returns whether there is one. */
function useLine(
  client: Client,
  address: string,
  configId: string,
  onState: (state: LiveState) => void,
): boolean {
  const [isOpen, setOpen] = useState(false)
  const listener = useRef(onState)
  listener.current = onState
  useEffect(() => {
    let isHere = true
    let socket: WebSocket | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let wait = AGAIN_MS

    const again = () => {
      if (!isHere) return
      setOpen(false)
      timer = setTimeout(() => void open(), wait)
      wait = Math.min(LONGEST_MS, wait * 2)
    }
    async function open() {
      const ticket = await client.liveTicket({ configId })
      if (!isHere) return
      if (!ticket.ok) return again()
      const url = new URL('/api/crm/sync/live', address)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      url.search = String(new URLSearchParams({ configId, ticket: ticket.value.ticket }))
      socket = new WebSocket(url)
      socket.onopen = () => {
        wait = AGAIN_MS
        setOpen(true)
      }
      socket.onmessage = ({ data }) => {
        const state = LiveState.safeParse(parsed(String(data)))
        if (state.success) listener.current(state.data)
      }
      socket.onclose = again
    }
    void open()
    return () => {
      isHere = false
      clearTimeout(timer)
      socket?.close()
    }
  }, [client, address, configId])
  return isOpen
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
