import { recipeNamed } from '../recipe.ts'
import { storm } from '../storm.ts'

/**
 * Storms one after the other until one of them comes out wrong, or stands still, or throws: that is how a bug is
 * caught. Prints the seed and what was wrong, or nothing when every seed came out right.
 */
const [from = '1', many = '40', as = 'full'] = process.argv.slice(2)
for (let seed = Number(from); seed < Number(from) + Number(many); seed++) {
  const wrong = await storm(seed, recipeNamed(as)).then(
    (end) => end.breaches.map(({ law, says }) => `${law}: ${says}`),
    (fault: unknown) => [String(fault)],
  )
  if (wrong.length > 0) {
    console.log(JSON.stringify({ seed, wrong: wrong[0] }))
    break
  }
}
