/** The connect page in each of its states: is it the same code, what is asked and why, how far we are. */
import type { AskedScope } from '../connectors/scopes.ts'
import type { SignInView } from '../objects/signin/rpc.ts'
import { escape, page } from './page.ts'

/** A service to go on to: what is asked there, or null where nobody can sign in there by a page. */
export type NextStep = {
  readonly vendor: string
  readonly name: string
  readonly shares: string
  readonly asks: readonly AskedScope[] | null
  /** Does the person have to name what they share on the service's own page? */
  readonly isChosen: boolean
}

const says = ({ reached }: SignInView): string =>
  reached.says === null ? '' : `<p role="alert">${escape(reached.says)}</p>`

/** Whoever opens the link first sees the code, and says whether it is the one they came with. */
export const codePage = (view: SignInView, from: string): string =>
  page(
    'Is this your code?',
    `<p>${escape(from)} shows a code. Go on only if it is this one:</p>
<strong class="code">${escape(view.code)}</strong>
<form method="post" action="/connect/${escape(view.id)}/confirm"><button>Yes, it is the same</button></form>
<p class="quiet">You did not begin this yourself just now? Then close this page: somebody may want to use your account.</p>`,
  )

export const stepPage = (view: SignInView, step: NextStep): string => {
  const { vendor, name, shares, asks, isChosen } = step
  const before = Object.values(view.reached.accounts)
  const done =
    before.length === 0
      ? ''
      : `<p role="status">${before.map((one) => `“${escape(one)}”`).join(' and ')} ${before.length === 1 ? 'is' : 'are'} connected.</p>`
  if (asks === null) {
    return page(
      `Connect ${name}`,
      `${done}${says(view)}<p>This server is not registered at ${escape(name)}, so there is no page to sign in on. Close this page, and paste a token or an API key where you came from.</p>`,
    )
  }
  const reasons = [...new Set(asks.map(({ why }) => why))]
  const which = isChosen
    ? `<p>On its page, choose only the ${escape(shares)} you came from; that is all we ask for.</p>`
    : `<p>On its page, choose the ${escape(shares)} to sync with.</p>`
  const later =
    before.length === 0
      ? ''
      : '<p class="quiet">You can also do this later: this page may be closed now.</p>'
  return page(
    `Connect ${name}`,
    `${done}${says(view)}
<p>${escape(name)} will ask you whether DataSync may:</p>
<ul>${reasons.map((why) => `<li>${escape(why)}</li>`).join('')}</ul>
${which}
<form method="post" action="/connect/${escape(view.id)}/begin"><input type="hidden" name="provider" value="${escape(vendor)}"><button>Continue to ${escape(name)}</button></form>
<p class="quiet">We never see your password. You can take this back at ${escape(name)} at any time; what was synced stays.</p>${later}`,
  )
}

export const donePage = (view: SignInView): string => {
  const accounts = Object.values(view.reached.accounts)
  const who = view.reached.member
  return page(
    'Done',
    `${says(view)}<p role="status">${accounts.length === 0 ? 'You are signed in.' : `Connected: ${accounts.map((one) => `“${escape(one)}”`).join(' and ')}.`}</p>
${who === null ? '' : `<p>You are signed in as ${escape(who.name)}.</p>`}
<p>Go back to the tab you came from. This one can be closed.</p>`,
  )
}

export const invitationPage = (
  ticket: string,
  workspace: string,
  role: string,
  vendorName: string,
): string =>
  page(
    `Join “${workspace}”`,
    `<p>You are invited to work on the syncs of “${escape(workspace)}” as ${escape(role)}.</p>
<p>Sign in with ${escape(vendorName)}, so that we know who you are. We ask it for nothing else.</p>
<form method="post" action="/connect/invitation/${escape(ticket)}"><button>Continue to ${escape(vendorName)}</button></form>`,
  )
