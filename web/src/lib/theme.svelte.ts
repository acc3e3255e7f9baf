// Light or dark: as the system has it, until the reader chooses.
type Choice = 'system' | 'light' | 'dark';

function stored(): Choice {
  const text = localStorage.getItem('interplay-theme');
  return text === 'light' || text === 'dark' ? text : 'system';
}

let choice = $state<Choice>(stored());
const system = matchMedia('(prefers-color-scheme: dark)');
let dark_system = $state(system.matches);
system.addEventListener('change', () => (dark_system = system.matches));

function apply() {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}
apply();

export const theme = {
  get dark() {
    return choice === 'system' ? dark_system : choice === 'dark';
  },
  toggle() {
    const dark = !this.dark;
    choice = dark === dark_system ? 'system' : dark ? 'dark' : 'light';
    if (choice === 'system') localStorage.removeItem('interplay-theme');
    else localStorage.setItem('interplay-theme', choice);
    apply();
  },
};
