# r with each patient left out: cor over the others, one by one.
# Rscript influence.R, in this folder: writes influence.csv (inputs and results).
# No column is searched; all are held to 1e-9 relative.
set.seed(20261124)
sets <- list()
add <- function(name, x, y) sets[[name]] <<- list(x, y)
for (n in c(3, 4, 5, 12, 78, 156)) {
  x <- round(rlnorm(n, 5, 0.4), 2)
  add(paste0("factor_", n), x, pmax(0, round(20 - 0.03 * x + rnorm(n, 0, 3), 1)))
}
add("ties", sample(0:5, 40, TRUE), sample(0:4, 40, TRUE))
add("one_carries_it", c(round(rnorm(20), 2), 30), c(round(rnorm(20), 2), 30))
add("offset", 1e6 + round(rnorm(30), 2), 500 + round(rnorm(30), 2))
add("one_varies", c(1, 1, 1, 1, 5), c(2, 4, 3, 1, 9))
add("line", 1:9, 3 - 2 * (1:9))
cell <- function(x) paste(ifelse(is.na(x), "NA", sprintf("%.17g", x)), collapse = " ")
result <- do.call(rbind, lapply(names(sets), function(name) {
  x <- sets[[name]][[1]]; y <- sets[[name]][[2]]
  r <- sapply(seq_along(x), function(i) suppressWarnings(cor(x[-i], y[-i])))
  data.frame(dataset = name, x = cell(x), y = cell(y), without = cell(r),
             low = sprintf("%.17g", min(r)), high = sprintf("%.17g", max(r)))
}))
write.csv(result, "influence.csv", row.names = FALSE, quote = FALSE)
