/** Words that say under which law a company stands, not which company it is. */
const LEGAL_FORMS = new Set(
  (
    'inc incorporated corp corporation co company companies ltd limited llc lllp llp lp plc pc gmbh mbh ag kg kgaa ohg gbr ug ev eg se ' +
    'sa sas sasu sarl scs sca srl srls spa sapa snc bv nv vof cv ab as asa aps oy oyj hf ehf kk gk yk pty pte pvt bhd sdn ' +
    'kft zrt nyrt sro doo dd ad ead ood eood ooo oao zao pao tov jsc ojsc pjsc sl slu slp sc ltda eireli cia holding holdings'
  ).split(' '),
)

/** Legal forms long enough to be misspelt and still known. */
export const LONG_FORMS: readonly string[] = [...LEGAL_FORMS].filter((word) => word.length >= 7)

/**
 * What of a company's name (in Latin letters, as `latin` spells it) is its own: without legal forms, the article in front
 * and the “and” between. A name of nothing but such words stays as it is.
 */
export function ownName(name: string): string {
  const words = name.split(' ')
  const kept = words.filter(
    (word, at) =>
      word !== 'and' && !(at === 0 && word === 'the') && !(at > 0 && LEGAL_FORMS.has(word)),
  )
  return kept.length === 0 ? name : kept.join(' ')
}
