(() => {
  'use strict';
  const words = new Intl.Collator('en', { numeric: true });

  const compare = (column, down) => (a, b) => {
    const first = a.cells[column].dataset.value;
    const second = b.cells[column].dataset.value;
    if (first === '' || second === '') {
      return (first === '' ? 1 : 0) - (second === '' ? 1 : 0);
    }
    const order = isNaN(first) || isNaN(second) ? words.compare(first, second) : first - second;
    return down ? -order : order;
  };

  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      head.querySelector('button').addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        const rows = [...table.tBodies[0].rows].sort(compare(column, down));
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        table.tBodies[0].append(...rows);
      });
    });
  };

  const makeSearchable = (input) => {
    const table = document.getElementById(input.getAttribute('aria-controls'));
    input.parentElement.hidden = false;
    const found = input.parentElement.querySelector('.found');
    input.addEventListener('input', () => {
      const wanted = input.value.toLowerCase();
      const rows = [...table.tBodies[0].rows];
      for (const row of rows) {
        row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      }
      const left = rows.filter((row) => !row.hidden).length;
      found.textContent = wanted ? left + ' of ' + rows.length : '';
    });
  };

  document.querySelectorAll('table.sortable').forEach(makeSortable);
  document.querySelectorAll('input[type=search]').forEach(makeSearchable);
})();
