# A correlation matrix: cor.test of every pair over the patients who have both, P by p.adjust (BH).
# After treatment given the arm: residuals of lm on the arm, df n - 3, Fisher's z with n - 4.
# Rscript matrix.R, in this folder: reads ../../sample_data/synthetic_long.csv, writes matrix.csv.
# No column is searched; all are held to 1e-8 relative.
d <- read.csv("../../sample_data/synthetic_long.csv")
names <- c("nihss", "bi", "mrs", "perfusion", "vegf", "bfgf")
rows <- list()
for (visit in c("pre", "m3")) for (group in c("", "treatment", "control")) for (level in c(0.90, 0.95, 0.99)) {
  given <- group == "" && visit != "pre"
  e <- if (group == "") d else d[d$arm == group, ]
  made <- list()
  for (i in 1:5) for (j in (i + 1):6) {
    x <- e[[paste0(names[i], "_", visit)]]; y <- e[[paste0(names[j], "_", visit)]]
    ok <- !is.na(x) & !is.na(y); n <- sum(ok)
    if (given) {
      r <- cor(resid(lm(x[ok] ~ e$arm[ok])), resid(lm(y[ok] ~ e$arm[ok])))
      t <- r * sqrt((n - 3) / (1 - r^2))
      v <- c(r, tanh(atanh(r) + c(-1, 1) * qnorm((1 + level) / 2) / sqrt(n - 4)), 2 * pt(-abs(t), n - 3))
    } else {
      h <- cor.test(x[ok], y[ok], conf.level = level)
      v <- c(h$estimate, h$conf.int[1:2], h$p.value)
    }
    made[[length(made) + 1]] <- data.frame(dataset = paste0(visit, "_", group), confidence = level, visit, group,
      one = names[i], two = names[j], n, r = v[1], low = v[2], high = v[3], p = v[4])
  }
  made <- do.call(rbind, made)
  made$adjusted <- p.adjust(made$p, "BH")
  rows[[length(rows) + 1]] <- made
}
result <- do.call(rbind, rows)
for (k in c("r", "low", "high", "p", "adjusted")) result[[k]] <- sprintf("%.17g", result[[k]])
write.csv(result, "matrix.csv", row.names = FALSE, quote = FALSE)
