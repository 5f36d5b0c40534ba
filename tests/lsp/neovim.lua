-- What Neovim does with the server: started by tests/lsp/editors.rs with the Dockerfile open.

vim.bo.filetype = "dockerfile"
local layerwise = dofile(vim.env.CONFIG)
layerwise.setup({ cmd = { vim.env.LAYERWISE, "lsp" } })

local function found()
  return vim.diagnostic.get(0)
end

local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, 10000) or {}) do
    if answer.result then
      return answer.result
    end
  end
end

vim.wait(30000, function()
  return #found() > 0
end, 20)
-- What is around the file is read meanwhile; then the numbers stay as they are.
vim.wait(500, function()
  return false
end, 50)

local report = { codes = {}, found = #found() }
for _, diagnostic in ipairs(found()) do
  table.insert(report.codes, diagnostic.code or (diagnostic.user_data and diagnostic.user_data.lsp.code))
end

vim.api.nvim_win_set_cursor(0, { 2, 2 })
local hover = ask("textDocument/hover", vim.lsp.util.make_position_params())
report.hover = hover and hover.contents.value or ""

vim.api.nvim_win_set_cursor(0, { 1, 8 })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = {} }
for _, action in ipairs(ask("textDocument/codeAction", params) or {}) do
  if action.title:find("Ignore .latest%-tag. here") then
    vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
    break
  end
end
vim.wait(30000, function()
  return #found() < report.found
end, 20)
report.left = #found()
report.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")

local file = assert(io.open(vim.env.REPORT, "w"))
file:write(vim.fn.json_encode(report))
file:close()
vim.cmd("qall!")
