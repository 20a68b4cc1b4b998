/** Given names and what those who bear them are called; the first of each line stands for all of it. */
const CALLED = `
alexander alex alec sandy xander sasha alexandra alejandro aleksandr aleksander
albert al bert bertie alberto
alfred fred freddie alfredo
andrew andy drew andreas andre andrei andrey andres
anthony tony anton antonio antonius
arthur art artie
barbara barb babs barbie
benjamin ben benny benji
bernard bernie bernhard bernardo
bradley brad
catherine cathy kate katie kathy katherine kathleen kat kit cate kathryn katharina katarina ekaterina yekaterina
charles charlie chuck chas carlos karl carl charley
christina tina chris chrissy christine christy kristina kristin
christopher chris kit topher christoph kristof
cynthia cindy
daniel dan danny dani
david dave davey davy
deborah debbie deb debra
donald don donnie donny
dorothy dot dottie dolly
douglas doug
edward ed eddie ted teddy ned eduardo eduard
elizabeth liz beth betsy betty eliza lizzie libby lisa elisabeth bess
emily em emmy
eugene gene
evelyn eve evie
florence flo
frances fran francie frankie
francis frank frankie francisco franz francois
frederick fred freddy freddie fritz friedrich frederic
gabriel gabe
geoffrey geoff jeff jeffrey
george georgie georg jorge yuri georgy
gerald jerry gerry gerard
gregory greg gregg grigory
harold hal harry
henry hank harry henri heinrich enrique hal
isabella bella izzy isabel isabelle
jacob jake jakob yakov
jacqueline jackie
james jim jimmy jamie jay
janet jan
jennifer jen jenny jenn
jessica jess jessie
joan joanie
john jack johnny jon johann johannes juan jean ivan giovanni jonny
jonathan jon jonny nathan
joseph joe joey jose josef giuseppe jo
joshua josh
judith judy judi
kenneth ken kenny
kimberly kim
lawrence larry laurence lorenz lars
leonard leo len lenny
louis lou louie luis ludwig lewis
margaret maggie meg peggy marge margie greta rita margarita margarete
maria mary marie mia molly polly
martin marty
matthew matt matty matthias mateo
maximilian max maxwell
melissa missy mel
michael mike mick mickey mikey mitch michel miguel mikhail misha
mitchell mitch
nancy nan
natalie nat natalia natasha
nathaniel nate nathan nat
nicholas nick nicky nico nicolas nikolai nikolaus klaus
oliver ollie
pamela pam
patricia pat patty trish tricia patsy
patrick pat paddy
peter pete petr pyotr pedro pierre
philip phil phillip felipe
randall randy randolph
raymond ray
rebecca becky becca
richard rick dick rich ricky richie ricardo
robert bob rob bobby robbie bert roberto
roger rog
ronald ron ronnie ronny
russell russ
samantha sam sammy
samuel sam sammy
sandra sandy
sarah sally sara sadie
stanley stan
stephanie steph stephie
stephen steve steven stevie stefan stephan esteban
suzanne sue susie suzy susan
sylvester sly
terence terry terrence
theodore ted teddy theo
theresa terry tess teresa tessa
thomas tom tommy tomas
timothy tim timmy
valerie val
veronica ronnie roni
victor vic viktor
victoria vicky tori vickie
vincent vince vinny vincenzo
virginia ginny ginger
walter walt wally
wesley wes
william bill billy will willy liam wilhelm guillermo willie guillaume
zachary zach zack
`

const LINES: readonly (readonly string[])[] = CALLED.trim()
  .split('\n')
  .map((line) => line.split(' '))

const LINES_OF = new Map<string, number[]>()
for (const [no, line] of LINES.entries())
  for (const name of line) LINES_OF.set(name, [...(LINES_OF.get(name) ?? []), no])

/**
 * May somebody of the one given name go by the other? Both in Latin letters, lower-case. Bill and Willy are both William,
 * but hardly anybody goes by the one here and by the other there: that says less (`cousins`).
 */
export function goesBy(a: string, b: string): 'yes' | 'cousins' | 'no' {
  const [one, two] = [LINES_OF.get(a), LINES_OF.get(b)]
  if (one === undefined || two === undefined) return 'no'
  const shared = one.filter((no) => two.includes(no))
  if (shared.length === 0) return 'no'
  return shared.some((no) => LINES[no]![0] === a || LINES[no]![0] === b) ? 'yes' : 'cousins'
}

/** The names that stand for all the ways a given name is said; itself, where we know no other. */
export const standsFor = (name: string): readonly string[] =>
  LINES_OF.get(name)?.map((no) => LINES[no]![0]!) ?? [name]

/** All the ways somebody of this given name may be called; none, where we know none. */
export const callsOf = (name: string): readonly string[] =>
  LINES_OF.get(name)?.flatMap((no) => LINES[no]!) ?? []
