/** How a function of the language is declared: what it takes, what people read about it, what it does. */
import type { Group } from './group.ts'
import type { Reader } from './reader.ts'
import type { Run } from './run.ts'
import { isWrong, type Thing } from './thing.ts'
import type { Place } from './tree.ts'

/** What kind of result a formula or function gives, as far as its text tells; `any` is: it depends. */
export type Gives = 'text' | 'number' | 'truth' | 'day' | 'instant' | 'list' | 'any'

/** What people read about a function. */
export type FunctionHelp = {
  /** In capital letters. */
  readonly name: string
  readonly group: Group
  /** The arguments as people write them, those that may be left out in brackets: `text, [count]`. */
  readonly arguments: string
  /** One line. */
  readonly help: string
  readonly example: string
  /** What the example gives, as text. */
  readonly result: string
}

/** An argument that is reckoned only when it is asked for. */
export type Later = { readonly place: Place; readonly get: () => Thing }

export type FormulaFunction = {
  readonly help: FunctionHelp
  /** How many arguments it takes; `most` may be Infinity. */
  readonly least: number
  readonly most: number
  readonly gives: Gives
  /** Another value each time it is asked, for the same record. */
  readonly unsteady: boolean
  /** The arguments that may be its result, for those that choose between them. */
  readonly branches?: (count: number) => readonly number[]
} & (
  | { readonly eager: (args: readonly Thing[], places: readonly Place[], run: Run) => Thing }
  | { readonly lazy: (args: readonly Later[], run: Run) => Thing }
)

type About = Omit<FunctionHelp, 'group'> & { readonly gives: Gives; readonly unsteady?: true }

const told = (group: Group, { gives, unsteady, ...help }: About) => ({
  help: { ...help, group },
  gives,
  unsteady: unsteady ?? false,
})

/** The makers of functions of one group. */
export function groupOf(group: Group) {
  return {
    /**
     * A function of so many arguments, each read as it says. Arguments that may be left out come last. Where a reader
     * lets blanks through and the argument is blank, so is the result.
     */
    takes<A extends readonly unknown[]>(
      about: About,
      readers: { readonly [I in keyof A]: Reader<A[I]> },
      run: (run: Run, ...args: A) => Thing,
    ): FormulaFunction {
      return {
        ...told(group, about),
        least: readers.filter((reader) => !reader.optional).length,
        most: readers.length,
        eager(args, places, now) {
          const read: unknown[] = []
          for (const [i, reader] of readers.entries()) {
            const one = reader.read(args[i] ?? null, i >= args.length, now)
            if (isWrong(one)) return one.place ? one : { ...one, place: places[i] ?? null }
            if (one === null && reader.passesBlank) return null
            read.push(one)
          }
          // Each was read by its own reader; that the list is then of these types TypeScript cannot follow.
          return run(now, ...(read as unknown as A))
        },
      }
    },

    /** A function of any number of arguments, at least one, seen as one list with the lists inside opened. */
    gathers(about: About, run: (run: Run, list: readonly Thing[]) => Thing): FormulaFunction {
      return {
        ...told(group, about),
        least: 1,
        most: Infinity,
        eager: (args, _, now) => gather(args, now, (list) => run(now, list)),
      }
    },

    /** A function that says itself which of its arguments are reckoned. */
    chooses(
      about: About,
      [least, most]: readonly [number, number],
      lazy: (args: readonly Later[], run: Run) => Thing,
      branches?: (count: number) => readonly number[],
    ): FormulaFunction {
      return { ...told(group, about), least, most, lazy, ...(branches ? { branches } : {}) }
    },
  }
}

/** The things in these, lists opened, while there is room for so many. */
export function gather(
  args: readonly Thing[],
  run: Run,
  use: (list: readonly Thing[]) => Thing,
): Thing {
  const list: Thing[] = []
  const add = (things: readonly Thing[]): boolean => {
    for (const one of things) {
      if (Array.isArray(one) ? !add(one) : list.push(one) > run.output) return false
    }
    return true
  }
  if (!add(args)) return run.stop('This list is too long: use fewer or shorter lists.')
  const odd = list.find(isWrong)
  return odd ?? (run.work(list.length) ? use(list) : run.stopped)
}
