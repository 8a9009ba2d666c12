# Quantiles of type 7, mean, SD, adjusted skewness; scores and line of a Q-Q plot.
# Rscript spread.R, in this folder: writes spread.csv (inputs and results).
# No column is searched; held to 1e-12 (quantiles, mean), 1e-10 (sd, scores, line), 1e-8 (skewness).
set.seed(20261105)

sets <- list(one = 5, two = c(1, 2), three = c(1, 2, 10), constant = rep(0.1, 9),
             symmetric = c(-3, -1, 0, 1, 3), wide = c(1e-3, 2, 5e8))
for (n in c(8, 9, 10, 11, 20, 77, 156, 1000, 5000)) {
  sets[[paste0("grades_", n)]] <- sample(0:6, n, TRUE, prob = 7:1)
  sets[[paste0("vegf_", n)]] <- if (n < 2000) round(rlnorm(n, 5, 0.5), 2) else round(rlnorm(n, 5, 0.5))
  sets[[paste0("barthel_", n)]] <- sample(seq(0, 100, 5), n, TRUE)
}
probabilities <- c(0, 0.025, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 1)
skew <- function(x) {
  n <- length(x); e <- x - mean(x)
  if (n < 3 || max(abs(e)) < 1e-14 * max(abs(x))) return(NA)
  sqrt(n * (n - 1)) / (n - 2) * mean(e^3) / mean(e^2)^1.5
}
# As qqnorm and qqline draw them: the first, second and middle score, the line through quartiles.
scores <- function(x) sort(qqnorm(x, plot.it = FALSE)$x)[c(1, min(2, length(x)), ceiling(length(x) / 2))]
line <- function(x) {
  y <- quantile(x, c(0.25, 0.75), names = FALSE)
  if (y[1] == y[2]) return(c(NA, NA))
  slope <- diff(y) / diff(qnorm(c(0.25, 0.75)))
  c(y[1] - slope * qnorm(0.25), slope)
}
rows <- lapply(names(sets), function(name) {
  x <- sets[[name]]
  c(name, paste(sprintf("%.15g", x), collapse = " "),
    paste(sprintf("%.17g", quantile(x, probabilities, type = 7)), collapse = " "),
    sprintf("%.17g", c(mean(x), sd(x), skew(x))),
    paste(sprintf("%.17g", scores(x)), collapse = " "),
    paste(sprintf("%.17g", line(x)), collapse = " "))
})
result <- as.data.frame(do.call(rbind, rows))
names(result) <- c("dataset", "values", "quantiles", "mean", "sd", "skewness", "scores", "line")
write.csv(result, "spread.csv", row.names = FALSE, quote = FALSE)
