// In the form of an entry: what publishing needs is marked while somebody types, and texts say how long they are.
// The server decides, and says the same without this script once the entry is saved.
{
  const needs = document.querySelectorAll('[data-hub-filled], [data-hub-required]')
  const lengthOf = input => [...input.value.trim()].length

  const holds = input => {
    if (input.type === 'checkbox') return input.checked
    const removed = input.closest('.inline-related, tr')?.querySelector('[name$="-DELETE"]')?.checked
    return !removed && lengthOf(input) > 0 && lengthOf(input) <= Number(input.dataset.hubMost ?? Infinity)
  }

  const mark = need => {
    const inputs = need.dataset.hubFilled ? [...document.querySelectorAll(need.dataset.hubFilled)] : []
    if (!inputs.length) return // who may only read has none
    const met = inputs.some(holds)
    need.querySelector('[data-hub-met]').hidden = !met
    need.querySelector('[data-hub-unmet]').hidden = met
  }

  const refresh = () => {
    needs.forEach(mark)
    const missing = document.querySelector('[data-hub-required] [data-hub-unmet]:not([hidden])')
    document.querySelector('[data-hub-ready]').hidden = missing !== null
    document.querySelector('[data-hub-unready]').hidden = missing === null
  }

  const tell = input => {
    let output = document.getElementById(`${input.id}_length`)
    if (!output) {
      output = Object.assign(document.createElement('div'), { id: `${input.id}_length`, className: 'help' })
      input.closest('.flex-container, td').after(output)
    }
    output.textContent = input.dataset.hubLength.replace('{n}', lengthOf(input))
  }

  for (const event of ['input', 'change', 'formset:added', 'formset:removed']) document.addEventListener(event, refresh)
  for (const event of ['input', 'focusin']) {
    document.addEventListener(event, ({ target }) => target.dataset?.hubLength && tell(target))
  }
  if (needs.length) refresh()
}
