// A print button exists only where it does something.
document.querySelectorAll('[data-hub-print]').forEach(button => {
  button.hidden = false
  button.addEventListener('click', () => window.print())
})
