# Adjusted P values by p.adjust; a missing one stays missing and is no member of the family, but of the
# declared family of two more tests than are listed (holm_declared).
# Rscript multiplicity.R, in this folder: writes multiplicity.csv (inputs and results).
# No column is searched; all are held to 1e-12 relative.
set.seed(20261106)
families <- list(0.03, NA, c(0.01, NA, 0.04, 0.02), c(0.5, 0.5, 0.5), c(0, 1, 0.2), rep(NA, 3),
                 c(0.04, 0.04, 0.01, 0.9, 1))
for (m in c(2, 7, 20, 200)) families[[length(families) + 1]] <- rbeta(m, 0.4, 2)
for (m in c(7, 50)) families[[length(families) + 1]] <- round(rbeta(m, 0.3, 2), 2)
families[[length(families) + 1]] <- ifelse(runif(30) < 0.2, NA, rbeta(30, 0.2, 3)^4)
cell <- function(x) paste(ifelse(is.na(x), "NA", sprintf("%.17g", x)), collapse = " ")
result <- do.call(rbind, lapply(families, function(p) data.frame(
  p = cell(p), holm = cell(p.adjust(p, "holm")), holm_declared = cell(p.adjust(p, "holm", n = length(p) + 2)), benjamini_hochberg = cell(p.adjust(p, "BH")))))
write.csv(result, "multiplicity.csv", row.names = FALSE, quote = FALSE)
