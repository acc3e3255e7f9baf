// The explorer as a file: opened from the disk, without a server, view by view, and the same answers as a server gives.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { interplay, json_of, launch, make_models, serve, work } from './live.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = `${work}-offline`;
let files, page_of_movies, page_of_chains, browser, server;

before(async () => {
  files = await make_models(folder);
  [page_of_movies, page_of_chains] = ['movies.html', 'chains.html'].map((name) => join(folder, name));
  await interplay('plot', files.movies, '--explorer', page_of_movies, '--seen', files.data, '--held-out', files.data);
  await interplay('plot', files.chains, '--explorer', page_of_chains);
  server = await serve(files.movies, '--seen', files.data);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// A page whose every error fails the test, and which asks nobody for anything.
async function open(hash, { scheme = 'light', width = 1280, height = 860, file = page_of_movies } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  const page = await context.newPage();
  const wrong = [], address = pathToFileURL(file).href;
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('request', (request) => !/^(data|blob):/.test(request.url()) && request.url().split('#')[0] !== address && wrong.push(`asked ${request.url()}`));
  await page.goto(`${address}${hash}`);
  await page.locator('main h1').first().waitFor();
  return { page, address, done: async () => (await context.close(), assert.deepEqual(wrong, [])) };
}
const titles = (list) => list.locator('.title').allTextContents();
const settled = (page) => page.waitForFunction(() => !document.querySelector('main .busy'));
const region = (page, name) => page.getByRole('region', { name, exact: true });

test('the overview, and only the views that need no server', async () => {
  const { page, done } = await open('');
  await page.getByRole('list', { name: 'The model in numbers' }).waitFor();
  await page.getByRole('slider', { name: /Training/ }).waitFor();
  assert.deepEqual(await page.getByRole('navigation', { name: 'Views' }).getByRole('link').allTextContents(), ['Overview', 'Browse', 'Compare', 'Map', 'Training', 'Model']);
  for (const view of ['what-if', 'newcomer', 'live']) {
    await page.evaluate((to) => (location.hash = `#/${to}`), view);
    await page.getByText('asks a server for new answers').waitFor();
  }
  await done();
});

test('search answers as the server does', async () => {
  const { page, done } = await open('#/find?side=item&n=40');
  const texts = ['', 'the', 'genres=Comedy', 'genres!=Comedy', 'genres=Comedy the', '50', 'genres=Nothing', 'a "b'];
  const of_users = ['age>=40', 'age<20 gender=F', 'age=24', 'gender=M', 'occupation!=student', '7', 'age>x', 'age<', 'gender>M', 'age!30'];
  const cases = [...texts.map((text) => ['item', text]), ...of_users.map((text) => ['user', text])];
  for (const [side, text] of cases) {
    const asked = await fetch(`${server.address}/v1/explore/find`, { method: 'POST', body: JSON.stringify({ side, text, n: 40 }) });
    const expected = await asked.json();
    await page.evaluate((to) => (location.hash = to), `#/find?side=${side}&n=40&q=${encodeURIComponent(text)}`);
    if (!asked.ok) {
      const alert = page.getByRole('alert');
      await alert.waitFor();
      await page.waitForFunction((said) => document.querySelector('[role=alert]')?.textContent.includes(said), expected.error.message);
      assert.match(await alert.innerText(), new RegExp(expected.error.remedy.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')));
      continue;
    }
    const ids = expected.matches.map((one) => one.title || one.id);
    await page.waitForFunction(
      ([total, shown]) => {
        const rows = [...document.querySelectorAll('tbody th a')].map((one) => one.textContent);
        return document.querySelector('section h2')?.textContent.startsWith(String(total)) && JSON.stringify(rows) === JSON.stringify(shown);
      },
      [expected.total, ids],
      { timeout: 5000 },
    ).catch(() => assert.fail(`${side} '${text}': expected ${expected.total}, ${ids.slice(0, 3)}`));
  }
  await done();
});

test('a user: history, list and reasons as the command line has them', async () => {
  const user = '42';
  const list = await json_of('recommend', files.movies, '--user', user, '--seen', files.data);
  const { page, done } = await open(`#/user/${user}`);
  const shown = page.getByRole('list', { name: `Recommendations for user ${user}` });
  await shown.waitFor();
  assert.deepEqual(await titles(shown), list.items.map((one) => one.title));
  const rows = readFileSync(join(files.data, 'u.data'), 'utf8').split('\n').filter((line) => line.startsWith(`${user}\t`));
  assert.match(await region(page, 'History').innerText(), new RegExp(`${rows.length} items`));
  await page.getByLabel('Length').selectOption('20');
  await page.getByRole('button', { name: /^Why/ }).nth(19).click();
  const longer = await json_of('recommend', files.movies, '--user', user, '--seen', files.data, '-n', '20');
  const explained = await json_of('explain', files.movies, '--user', user, '--item', longer.items[19].item, '--by', 'feature');
  await page.getByRole('button', { name: 'by feature' }).click();
  await settled(page);
  const text = await shown.getByRole('img', { name: /Terms of the score/ }).getAttribute('aria-label');
  assert.ok(Math.abs(explained.score - Number(/(\S+)$/.exec(text)[1].replace('−', '-'))) < 0.001, text);
  await region(page, 'Similar users').getByRole('link').nth(7).click();
  await page.locator('h1', { hasText: 'User' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /as curl/ }).count(), 0);
  await done();
});

test('an item: those most similar by every measure', async () => {
  const { page, done } = await open('#/item/50');
  const list = region(page, 'Similar items').getByRole('listitem');
  for (const [name, metric] of [['cosine', 'cosine'], ['dot product', 'dot'], ['distance', 'euclid']]) {
    await page.getByRole('button', { name, exact: true }).click();
    const similar = await json_of('similar', files.movies, '--item', '50', '-n', '20', '--metric', metric);
    await page.waitForFunction((first) => document.querySelector('.similar a')?.textContent === first, similar.items[0].title);
    assert.deepEqual(await list.getByRole('link').allTextContents(), similar.items.map((one) => one.title));
  }
  const of_user = (await json_of('recommend', files.movies, '--user', '42', '--seen', files.data)).items[0].item;
  await page.evaluate((to) => (location.hash = to), `#/item/${of_user}?user=42`);
  await page.getByRole('img', { name: /Terms of the score for user 42/ }).waitFor();
  await done();
});

test('two users side by side', async () => {
  const { page, done } = await open('#/compare?a_user=42&b_user=7');
  for (const [name, user] of [['List a', '42'], ['List b', '7']]) {
    const shown = page.getByRole('list', { name });
    await shown.waitFor();
    assert.deepEqual(await titles(shown), (await json_of('recommend', files.movies, '--user', user, '--seen', files.data, '-n', '20')).items.map((one) => one.title));
  }
  await done();
});

test('the map, neighbours and UMAP', async () => {
  const { page, done } = await open('#/map?at=50&colour=genres');
  const canvas = page.locator('canvas');
  await page.waitForFunction(() => Number(document.querySelector('canvas')?.dataset.painted) > 400);
  const similar = await json_of('similar', files.movies, '--item', '50', '-n', '12');
  const neighbours = region(page, 'Neighbours').getByRole('listitem');
  await neighbours.nth(11).waitFor();
  assert.deepEqual(await neighbours.getByRole('button').allTextContents(), similar.items.map((one) => one.title));
  const plane = await canvas.evaluate((one) => one.toDataURL());
  await page.getByRole('button', { name: 'UMAP' }).click();
  await page.getByText(/UMAP \d+%/).waitFor();
  await page.getByText(/UMAP \d+%/).waitFor({ state: 'detached', timeout: 60000 });
  assert.notEqual(await canvas.evaluate((one) => one.toDataURL()), plane);
  await done();
});

test('the error by segment, where the page has rows that were held out', async () => {
  const { page, done } = await open('#/training');
  assert.match(await region(page, 'Error by segment').innerText(), /least active[^]*most popular/);
  await done();
});

test('training and model, also of chains', async () => {
  const { page, done } = await open('#/training', { file: page_of_chains });
  const chains = (await json_of('describe', files.chains)).chains;
  for (const number of chains.numbers) assert.ok((await region(page, 'Chains').innerText()).includes(number.rhat.toFixed(3)), number.name);
  await region(page, 'Parameters').getByRole('img').first().waitFor();
  await page.evaluate(() => (location.hash = '#/model'));
  await page.locator('svg.picture').waitFor();
  await done();
});

test('what the file does not have is said, with a remedy', async () => {
  for (const [hash, text] of [['#/user/nobody', /nobody is not one of them/], ['#/item/99999', /no item '99999'/], ['#/item/50?user=1x', /no reasons for item 50|not one of them/]]) {
    const { page, done } = await open(hash);
    await page.getByText(text).first().waitFor();
    await page.getByText('interplay serve shows everybody').first().waitFor();
    await done();
  }
});

const views = ['', '#/find?side=item&q=genres%3DComedy', '#/find?side=user', '#/user/42', '#/item/50', '#/what-if', '#/compare?a_user=42&b_user=7', '#/map?at=50&colour=genres', '#/training', '#/model'];
for (const scheme of ['light', 'dark'])
  test(`no violation of accessibility and nothing too wide, ${scheme}`, async () => {
    const { page, address, done } = await open('', { scheme, width: scheme === 'light' ? 1280 : 360 });
    const found = [];
    for (const view of views) {
      await page.goto('about:blank');
      await page.goto(`${address}${view}`);
      await page.locator('main h1').first().waitFor();
      if (view === '#/user/42') await page.getByRole('button', { name: /^Why/ }).first().click();
      await page.waitForTimeout(300);
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) found.push(`${view} is ${over} pixels too wide`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      found.push(...violations.map((one) => `${view}: ${one.id}: ${one.nodes.map((node) => node.html).join('\n')}`));
      if (process.env.INTERPLAY_PICTURES) await page.screenshot({ path: join(process.env.INTERPLAY_PICTURES, `${scheme}${views.indexOf(view)}.png`) });
    }
    assert.deepEqual(found, []);
    await done();
  });
