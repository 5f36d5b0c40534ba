-- What Neovim does with the server: started by tests/lsp/editors.rs with the Dockerfile open.

vim.diagnostic.config({ virtual_text = true })
vim.bo.filetype = "dockerfile"
local layerwise = dofile(vim.env.CONFIG)
layerwise.setup({ cmd = { vim.env.LAYERWISE, "lsp" } })

local function found()
  return vim.diagnostic.get(0)
end

local function codes()
  return vim.tbl_map(function(diagnostic)
    return diagnostic.code or diagnostic.user_data.lsp.code
  end, found())
end

-- The remarks behind lines that are on the screen.
local function shown()
  local texts = {}
  for _, namespace in pairs(vim.diagnostic.get_namespaces()) do
    local id = namespace.user_data.virt_text_ns
    for _, mark in ipairs(id and vim.api.nvim_buf_get_extmarks(0, id, 0, -1, { details = true }) or {}) do
      for _, chunk in ipairs(mark[4].virt_text or {}) do
        table.insert(texts, chunk[1])
      end
    end
  end
  return table.concat(texts, "\n")
end

-- The text of the window that floats above the file.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
    end
  end
end

local function wait_for(condition)
  vim.wait(30000, condition, 20)
end

wait_for(function()
  return #found() > 0
end)
local report = { codes = codes(), shown = shown() }

vim.api.nvim_win_set_cursor(0, { 2, 2 })
vim.lsp.buf.hover()
wait_for(floating)
report.hover = floating() or ""

vim.api.nvim_win_set_cursor(0, { 3, 8 })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
for _, answer in pairs(vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 30000) or {}) do
  for _, action in ipairs(answer.result or {}) do
    if action.isPreferred then
      report.fix = action.title
      vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    end
  end
end
wait_for(function()
  return #found() < #report.codes
end)
report.left = codes()
report.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")

vim.api.nvim_create_autocmd("BufWritePre", {
  callback = function(event)
    layerwise.fix_all(event.buf)
  end,
})
vim.api.nvim_buf_set_lines(0, -1, -1, false, { "EXPOSE 81/TCP" })
vim.cmd("write")
report.saved = table.concat(vim.fn.readfile(vim.api.nvim_buf_get_name(0)), "\n")

local file = assert(io.open(vim.env.REPORT, "w"))
file:write(vim.fn.json_encode(report))
file:close()
vim.cmd("qall!")
