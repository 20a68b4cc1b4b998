/** Apps that people let in: codes on their way, and the tokens that came of them. Tokens do not end by themselves. */
import { SlidingWindow } from '../../limiter.ts'
import { type Die, die, uuid, word } from '../../random.ts'
import type { Member, Token, Workspace } from '../workspace.ts'
import type { WorldClient } from '../world.ts'

const CODE_LIFE_MS = 10 * 60_000
const TOKEN_LENGTH = 64

type Code = {
  readonly clientId: string
  readonly redirectUri: string
  readonly workspaceId: string
  readonly memberId: string
  readonly givenAt: number
  used: boolean
}

export class Grants {
  readonly clients: readonly WorldClient[]
  readonly #workspaces: () => readonly Workspace[]
  readonly #die: Die
  readonly #codes = new Map<string, Code>()
  /** One minute's revocations of one caller. */
  readonly #revocations = new SlidingWindow(50, 60_000)

  constructor(
    clients: readonly WorldClient[],
    workspaces: () => readonly Workspace[],
    seed: number,
  ) {
    this.clients = clients
    this.#workspaces = workspaces
    this.#die = die(seed ^ 0x0a17)
  }

  client(id: string | null): WorldClient | undefined {
    return this.clients.find(({ client_id }) => client_id === id)
  }

  /** Everybody who could say yes: members of any workspace who are not suspended. */
  people(): readonly { readonly workspace: Workspace; readonly member: Member }[] {
    return this.#workspaces().flatMap((workspace) =>
      workspace.members
        .filter(({ access }) => access !== 'suspended')
        .map((member) => ({ workspace, member })),
    )
  }

  giveCode(consent: Omit<Code, 'givenAt' | 'used'>, now: number): string {
    const code = word(this.#die, 48)
    this.#codes.set(code, { ...consent, givenAt: now, used: false })
    return code
  }

  /** The token for a code, once. `redirectUri` is compared where it was sent again. */
  redeem(code: string, client: WorldClient, redirectUri: string | null, now: number): Token | null {
    const known = this.#codes.get(code)
    if (!known || known.used) return null
    known.used = true
    const workspace = this.#workspaces().find(({ id }) => id === known.workspaceId)
    const isRight =
      now < known.givenAt + CODE_LIFE_MS &&
      known.clientId === client.client_id &&
      (redirectUri === null || redirectUri === known.redirectUri)
    if (!isRight || !workspace) return null
    const token: Token = {
      id: uuid(this.#die),
      clientId: client.client_id,
      secret: word(this.#die, TOKEN_LENGTH),
      scopes: client.scopes,
      memberId: known.memberId,
    }
    workspace.tokens = [...workspace.tokens, token]
    return token
  }

  find(secret: string): { readonly workspace: Workspace; readonly token: Token } | null {
    for (const workspace of this.#workspaces())
      for (const token of workspace.tokens) if (token.secret === secret) return { workspace, token }
    return null
  }

  mayRevoke(caller: string, now: number): boolean {
    return this.#revocations.admit(caller, now)
  }

  /** Dead from now on; one that was never there is as good as revoked. */
  revoke(secret: string): void {
    for (const workspace of this.#workspaces())
      workspace.tokens = workspace.tokens.filter((one) => one.secret !== secret)
  }
}
