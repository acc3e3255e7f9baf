// The explorer as people use it: on a live server, view by view, look, act, check.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { json_of, launch, make_models, serve, work } from './live.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let files, server, browser, users, items;

before(async () => {
  files = await make_models(work);
  const { fields } = await json_of('describe', files.movies);
  [users, items] = ['user', 'item'].map((role) => fields.find((field) => field.role === role).vocabulary);
  server = await serve(files.movies, files.chains, '--seen', files.data, '--held-out', files.data);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// A page whose every error fails the test, and which talks to its server alone.
async function open(hash, { scheme = 'light', width = 1280, height = 860, errors = [] } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && !errors.some((one) => one.test(message.text())) && wrong.push(message.text()));
  page.on('request', (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(server.address) && wrong.push(`asked ${request.url()}`));
  await page.goto(`${server.address}/${hash}`);
  await page.locator('main h1').first().waitFor();
  return { page, done: async () => (await context.close(), assert.deepEqual(wrong, [])) };
}
const titles = (list) => list.locator('.title').allTextContents();
const settled = (page) => page.waitForFunction(() => !document.querySelector('main .busy'));
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const region = (page, name) => page.getByRole('region', { name, exact: true });

test('the overview: figures, curves, and little to load', async () => {
  const { page, done } = await open('');
  const figures = page.getByRole('list', { name: 'The model in numbers' });
  assert.match(await figures.innerText(), new RegExp(`${users}\\s+users[^]*${items}\\s+items`));
  const rmse = (await json_of('describe', files.movies)).history.epochs.at(-1).valid.rmse;
  await page.getByRole('slider', { name: /Training/ }).waitFor();
  assert.ok((await region(page, 'Training').innerText()).includes(String(Number(rmse.toPrecision(4)))));
  const { bytes, paint } = await page.evaluate(() => ({
    bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter((one) => !/\/v1\//.test(one.name)).reduce((sum, one) => sum + one.transferSize, 0),
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  }));
  console.log(`# first load ${bytes} bytes, first paint ${Math.round(paint)} ms`);
  assert.ok(bytes > 10000 && bytes < 150000, `${bytes} bytes`);
  await page.getByRole('link', { name: `all ${items} items` }).click();
  assert.equal(await page.locator('h1').innerText(), 'Items');
  await done();
});

test('search from the keyboard', async () => {
  const item = (await json_of('recommend', files.movies, '--user', '1', '-n', '1')).items[0];
  const { page, done } = await open('');
  await page.locator('body').press('/');
  await page.keyboard.type(item.title.slice(0, -7).toLowerCase());
  await page.getByRole('option', { name: item.title }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: item.title.slice(0, 8) }).waitFor();
  assert.match(page.url(), /#\/item\//);
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  await done();
});

test('browse by attributes and words', async () => {
  const { page, done } = await open('#/find?side=item');
  await page.getByRole('heading', { name: `${items} items` }).waitFor();
  await page.getByLabel('genres', { exact: true }).selectOption('Comedy');
  await page.waitForURL(/q=genres/);
  await settled(page);
  const count = parseInt(await region(page, 'Matches').getByRole('heading').innerText());
  const comedies = readFileSync(join(files.data, 'u.item'), 'latin1').split('\n').filter((line) => line.split('|')[5 + 5] === '1').length;
  assert.ok(count > 0 && count <= comedies && count >= comedies - 5, `${count} of ${comedies}`);
  for (const tags of await page.locator('tbody .tags').allInnerTexts()) assert.match(tags, /Comedy/);
  await page.getByRole('button', { name: 'Users' }).click();
  await page.getByRole('heading', { name: `${users} users` }).waitFor();
  await page.locator('#find-text').fill('age<');
  await page.getByRole('alert').waitFor();
  await done_with(done, [/400/]);
});
// Refused requests stand in the console; such tests name them.
const done_with = async (done, allowed) => {
  try {
    await done();
  } catch (error) {
    const others = (error.actual ?? []).filter((text) => !allowed.some((one) => one.test(text)));
    if (others.length > 0 || !Array.isArray(error.actual)) throw error;
  }
};

test('a user: history, list and reasons as the command line has them', async () => {
  const user = '42';
  const list = await json_of('recommend', files.movies, '--user', user, '--seen', files.data);
  const { page, done } = await open(`#/user/${user}`);
  const shown = page.getByRole('list', { name: `Recommendations for user ${user}` });
  await shown.waitFor();
  assert.deepEqual(await titles(shown), list.items.map((one) => one.title));
  const history = region(page, 'History');
  const rows = readFileSync(join(files.data, 'u.data'), 'utf8').split('\n').filter((line) => line.startsWith(`${user}\t`));
  assert.match(await history.innerText(), new RegExp(`${rows.length} items`));
  const times = rows.map((row) => Number(row.split('\t')[3]));
  const ratings = rows.filter((_, i) => times[i] === Math.max(...times)).map((row) => row.split('\t')[2]);
  assert.ok(ratings.includes(await history.locator('li .number').first().innerText()));

  await page.getByRole('button', { name: `Why ${list.items[0].title}` }).click();
  const picture = shown.getByRole('img', { name: /Terms of the score/ });
  await picture.waitFor();
  const explained = await json_of('explain', files.movies, '--user', user, '--item', list.items[0].item, '--by', 'field');
  const text = await picture.getAttribute('aria-label');
  const steps = [...text.matchAll(/([+−-]?\d+\.\d+)(?=,|$)/g)].map((found) => Number(found[1].replace('−', '-')));
  const sum = steps.slice(0, -1).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - steps.at(-1)) < 0.002 * steps.length, `${sum} and ${steps.at(-1)}`);
  assert.ok(Math.abs(explained.score - steps.at(-1)) < 0.001);

  await page.getByRole('button', { name: 'Copy the list as CSV' }).click();
  await page.getByText('CSV copied').waitFor();
  assert.deepEqual((await clipboard(page)).trim().split('\n').slice(1).map((line) => line.split(',')[1]), list.items.map((one) => one.item));
  await page.getByRole('button', { name: 'Copy the list as curl' }).click();
  await page.getByText('curl copied').waitFor();
  const answer = JSON.parse(execFileSync('bash', ['-c', await clipboard(page)], { encoding: 'utf8' }));
  assert.deepEqual(answer.items.map((one) => one.item), list.items.map((one) => one.item));
  await page.getByRole('button', { name: 'Copy the reasons as SVG' }).click();
  await page.getByText('SVG copied').waitFor();
  assert.match(await clipboard(page), /^<svg[\s\S]*score[\s\S]*<\/svg>\n$/);

  await page.getByLabel('Only').selectOption('genres=Comedy');
  await settled(page);
  const comedies = await json_of('recommend', files.movies, '--user', user, '--seen', files.data, '--only', 'genres=Comedy');
  await page.waitForFunction((first) => document.querySelector('ol .title')?.textContent === first, comedies.items[0].title);
  assert.deepEqual(await titles(shown), comedies.items.map((one) => one.title));
  await page.reload();
  await shown.waitFor();
  assert.deepEqual(await titles(shown), comedies.items.map((one) => one.title));
  await done();
});

test('an item: those most similar, and what it is to a user', async () => {
  const similar = await json_of('similar', files.movies, '--item', '50', '-n', '20');
  const { page, done } = await open('#/item/50');
  const list = region(page, 'Similar items').getByRole('listitem');
  await list.nth(19).waitFor();
  assert.deepEqual(await list.getByRole('link').allTextContents(), similar.items.map((one) => one.title));
  await page.getByRole('button', { name: 'distance' }).click();
  const far = await json_of('similar', files.movies, '--item', '50', '-n', '20', '--metric', 'euclid');
  await page.waitForFunction((first) => document.querySelector('.similar a')?.textContent === first, far.items[0].title);
  await page.getByRole('combobox', { name: 'Another user' }).fill('7');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'For user 7' }).waitFor();
  await done();
});

test('what if: another age moves the list', async () => {
  const { page, done } = await open('#/what-if?user=42');
  const changed = page.getByRole('list', { name: 'The changed list' });
  await changed.waitFor();
  await page.getByLabel('gender').selectOption((await page.getByLabel('gender').inputValue()) === 'M' ? 'F' : 'M');
  await page.getByText('somebody new who has these attributes').waitFor();
  await settled(page);
  const values = await Promise.all(['age', 'gender', 'occupation'].map(async (name) => `${name}=${await page.getByLabel(name, { exact: true }).inputValue()}`));
  const list = await json_of('recommend', files.movies, '--attributes', values.join(','));
  await page.waitForFunction((first) => document.querySelectorAll('ol')[1]?.querySelector('.title')?.textContent === first, list.items[0].title);
  assert.deepEqual(await titles(changed), list.items.map((one) => one.title));
  assert.ok((await changed.locator('.move').allTextContents()).some((text) => text !== ''));
  await done();
});

test('a newcomer is folded in', async () => {
  const { page, done } = await open('#/newcomer');
  for (const id of ['50', '17']) {
    await page.getByRole('combobox', { name: 'Add an item' }).fill(id);
    await page.locator('[role=option]').first().waitFor();
    await page.keyboard.press('Enter');
  }
  await page.getByRole('group', { name: /Rating of/ }).nth(1).getByRole('button', { name: '1' }).click();
  const list = await json_of('recommend', files.movies, '--history', '50:5,17:1');
  const shown = page.getByRole('list', { name: 'Your list' });
  await page.waitForFunction((first) => document.querySelector('ol .title')?.textContent === first, list.items[0].title);
  await settled(page);
  assert.deepEqual(await titles(shown), list.items.map((one) => one.title));
  assert.match(page.url(), /had=50(%3A|:)5(%7E|~)17(%3A|:)1/);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByText('It appears with the first item').waitFor();
  await done();
});

test('two models side by side', async () => {
  const { page, done } = await open('#/compare?a_user=42&b_user=42');
  const [a, b] = [page.getByRole('list', { name: 'List a' }), page.getByRole('list', { name: 'List b' })];
  await a.waitFor();
  await b.waitFor();
  const of = async (file) => (await json_of('recommend', file, '--user', '42', '--seen', files.data, '-n', '20')).items.map((one) => one.title);
  const [first, second] = [await of(files.movies), await of(files.chains)];
  assert.deepEqual(await titles(a), first);
  assert.deepEqual(await titles(b), second);
  const common = first.filter((one) => second.includes(one)).length;
  await page.getByText(`${common} of 20 in both`).waitFor();
  await done();
});

test('the map: every point, colours, neighbours, lasso, keys, UMAP', async () => {
  const { page, done } = await open('#/map');
  const canvas = page.locator('canvas');
  await page.waitForFunction((count) => document.querySelector('canvas')?.dataset.painted === String(count), items);
  await page.getByLabel('Colour by').selectOption('genres');
  await region(page, 'Colours').waitFor();
  await page.getByRole('combobox', { name: 'Find on the map' }).fill('50');
  await page.locator('[role=option]').first().waitFor();
  await page.keyboard.press('Enter');
  const neighbours = region(page, 'Neighbours').getByRole('listitem');
  await neighbours.nth(11).waitFor();
  const similar = await json_of('similar', files.movies, '--item', '50', '-n', '12');
  assert.deepEqual(await neighbours.getByRole('button').allTextContents(), similar.items.map((one) => one.title));

  const box = await canvas.boundingBox();
  const drag = async (corners) => {
    await page.mouse.move(...corners[0]);
    await page.mouse.down();
    for (const corner of corners.slice(1)) await page.mouse.move(...corner, { steps: 4 });
    await page.mouse.up();
  };
  const inset = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await page.getByRole('button', { name: 'Lasso' }).click();
  await drag([inset(0.01, 0.01), inset(0.98, 0.01), inset(0.98, 0.99), inset(0.01, 0.99)]);
  await page.getByRole('heading', { name: `${items} items chosen` }).waitFor();

  await page.getByRole('application').focus();
  await page.keyboard.press('0');
  await page.waitForTimeout(200);
  const before_keys = await canvas.evaluate((one) => one.toDataURL());
  await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction((was) => document.querySelector('canvas').toDataURL() !== was, before_keys);
  await page.keyboard.press('0');
  await page.waitForFunction((was) => document.querySelector('canvas').toDataURL() === was, before_keys);

  await page.getByRole('button', { name: 'UMAP' }).click();
  await page.getByText(/UMAP \d+%/).waitFor();
  await page.getByText(/UMAP \d+%/).waitFor({ state: 'detached', timeout: 60000 });
  assert.notEqual(await canvas.evaluate((one) => one.toDataURL()), before_keys);
  await page.getByRole('button', { name: 'Users' }).click();
  await page.waitForFunction((count) => document.querySelector('canvas')?.dataset.painted === String(count), users);
  await done();
});

test('training: the error by activity and popularity', async () => {
  const { page, done } = await open('#/training');
  const expected = await json_of('evaluate', files.movies, files.data, '--seen', files.data, '--by', 'activity,popularity', '--metrics', 'rmse');
  const text = await region(page, 'Error by segment').innerText();
  for (const segment of [...expected.segments.activity, ...expected.segments.popularity])
    assert.match(text, new RegExp(`${segment.name}\\s.*${Number(segment.metrics.rmse.toPrecision(4))}`), segment.name);
  await done();
});

test('training: curves, calibration, chains with R-hat', async () => {
  const { page, done } = await open('#/training');
  const slider = page.getByRole('slider', { name: /^rmse/ });
  await slider.waitFor();
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  const described = await json_of('describe', files.movies);
  const first = described.history.epochs[0];
  assert.match(await slider.getAttribute('aria-valuetext'), new RegExp(`epoch 1: validation ${Number(first.valid.rmse.toPrecision(4))}`));
  await region(page, 'Calibration').getByText('conformal').waitFor();
  await region(page, 'Parameters').getByRole('img', { name: /^linear\/user/ }).waitFor();
  await page.getByLabel('Model').selectOption('1');
  const chains = (await json_of('describe', files.chains)).chains;
  const table = region(page, 'Chains');
  await table.waitFor();
  for (const number of chains.numbers) assert.ok((await table.innerText()).includes(number.rhat.toFixed(3)), number.name);
  await region(page, 'Trace of noise').waitFor();
  assert.match(page.url(), /model=chains/);
  await done();
});

test('the model: diagram, parts, fields, options', async () => {
  const { page, done } = await open('#/model');
  await page.locator('svg.picture').waitFor();
  assert.match(await region(page, 'Diagram').locator('svg').getAttribute('aria-label'), /pairwise/);
  assert.match(await region(page, 'Parts').innerText(), /embedding/);
  await page.getByLabel('Options whose name has').fill('learning-rate');
  assert.match(await region(page, 'Options').innerText(), /learning_rate/);
  await done();
});

test('live: what the server does at the moment', async () => {
  const { page, done } = await open('#/live');
  await region(page, 'Requests a second').waitFor({ timeout: 10000 });
  for (let i = 0; i < 20; ++i) await fetch(`${server.address}/v1/recommend`, { method: 'POST', body: '{"user": "1"}' });
  await page.waitForFunction(() => [...document.querySelectorAll('[aria-label="Routes"] tbody tr')].some((row) => /recommend/.test(row.textContent) && Number(row.children[1].textContent) >= 20), null, { timeout: 10000 });
  const of_models = await region(page, 'Models').getByRole('rowheader').allTextContents();
  assert.ok(of_models.includes('movies'), of_models.join());
  await page.getByRole('button', { name: 'Pause' }).click();
  await done();
});

test('what does not exist is said, with a remedy', async () => {
  for (const [hash, text] of [['#/user/nobody', /no user 'nobody'/], ['#/item/99999', /no item '99999'/], ['#/nowhere', /no view/]]) {
    const { page, done } = await open(hash);
    await page.getByText(text).first().waitFor();
    await done_with(done, [/404/]);
  }
});

const views = ['', '#/find?side=item&q=genres%3DComedy', '#/find?side=user', '#/user/42', '#/item/50', '#/what-if?user=42&a.gender=F', '#/newcomer?had=50:5~17:1',
  '#/compare?a_user=42&b_user=42', '#/map?at=50&colour=genres', '#/training', '#/training?model=chains', '#/model', '#/live'];
for (const scheme of ['light', 'dark'])
  test(`no violation of accessibility, ${scheme}`, async () => {
    const { page, done } = await open('', { scheme });
    const found = [];
    for (const view of views) {
      await page.goto('about:blank');
      await page.goto(`${server.address}/${view}`);
      await page.locator('main h1').first().waitFor();
      if (view === '#/live') await region(page, 'Requests a second').waitFor({ timeout: 10000 });
      if (view === '#/user/42') await page.getByRole('button', { name: /^Why/ }).first().click();
      await page.waitForLoadState('networkidle');
      await settled(page);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      found.push(...violations.map((one) => `${view}: ${one.id}: ${one.nodes.map((node) => node.html).join('\n')}`));
    }
    assert.deepEqual(found, []);
    await done();
  });

test('phones: nothing is wider than the page', async () => {
  const { page, done } = await open('', { width: 360, height: 740 });
  for (const view of views) {
    await page.goto('about:blank');
    await page.goto(`${server.address}/${view}`);
    await page.locator('main h1').first().waitFor();
    await page.waitForLoadState('networkidle');
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${view} is ${over} pixels too wide`);
  }
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Model' }).click();
  await page.locator('svg.picture').waitFor();
  await done();
});
