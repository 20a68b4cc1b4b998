import type { Answer, Call } from '../route.ts'

/** `GET /v2/self`: a bare object, without an id for the token itself. */
export function answerSelf({ caller: { workspace, token } }: Pick<Call, 'caller'>): Answer {
  return {
    text: JSON.stringify({
      active: true,
      scope: token.scopes.join(' '),
      client_id: token.clientId,
      token_type: 'Bearer',
      exp: null,
      iat: Math.floor(workspace.openedAt / 1000),
      sub: workspace.id,
      aud: token.clientId,
      iss: 'attio.com',
      authorized_by_workspace_member_id: token.memberId,
      workspace_id: workspace.id,
      workspace_name: workspace.name,
      workspace_slug: workspace.slug,
      workspace_logo_url: null,
    }),
  }
}

export const INACTIVE: Answer = { text: JSON.stringify({ active: false }) }
